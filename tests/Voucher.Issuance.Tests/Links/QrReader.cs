using System.Text;

namespace Voucher.Issuance.Tests.Links;

/// <summary>
/// Reads small QR codes (ISO/IEC 18004, versions 1 to 3 with correction M, which have one block): unmasks the modules, follows their path and reads the
/// first segment. It corrects nothing, for nothing is damaged.
/// </summary>
internal static class QrReader
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    public static string Read(bool[,] dark)
    {
        var side = dark.GetLength(0);
        Assert.Contains(side, (int[])[21, 25, 29]);
        // Bits 12 to 10 of the format, beside the upper left finder, with their own mask (101010000010010) taken off.
        var mask = (Bit(dark[8, 2]) << 2 | Bit(dark[8, 3]) << 1 | Bit(dark[8, 4])) ^ 0b101;
        var bits = new List<bool>();
        for (var (right, isUp) = (side - 1, true); right > 0; right -= 2, isUp = !isUp)
        {
            if (right == 6)
                right--;
            for (var i = 0; i < side; i++)
            {
                var row = isUp ? side - 1 - i : i;
                foreach (var column in (int[])[right, right - 1])
                {
                    if (!IsFunction(row, column, side))
                        bits.Add(dark[row, column] ^ IsMasked(mask, row, column));
                }
            }
        }
        return ReadSegment(bits);
    }

    private static bool IsFunction(int row, int column, int side) =>
        row == 6 || column == 6
        || (row < 9 && column < 9) || (row < 9 && column >= side - 8) || (row >= side - 8 && column < 9)
        // The one alignment pattern of versions 2 and 3.
        || (side > 21 && Math.Abs(row - (side - 7)) <= 2 && Math.Abs(column - (side - 7)) <= 2);

    private static bool IsMasked(int mask, int row, int column) => mask switch
    {
        0 => (row + column) % 2 == 0,
        1 => row % 2 == 0,
        2 => column % 3 == 0,
        3 => (row + column) % 3 == 0,
        4 => ((row / 2) + (column / 3)) % 2 == 0,
        5 => (row * column % 2) + (row * column % 3) == 0,
        6 => ((row * column % 2) + (row * column % 3)) % 2 == 0,
        _ => (((row + column) % 2) + (row * column % 3)) % 2 == 0,
    };

    private static string ReadSegment(List<bool> bits)
    {
        var at = 0;
        var text = new StringBuilder();
        switch (Take(4))
        {
            case 0b0001:
                for (var left = Take(10); left > 0; left -= 3)
                    text.Append(Take(left >= 3 ? 10 : left == 2 ? 7 : 4).ToString(new string('0', Math.Min(left, 3)), System.Globalization.CultureInfo.InvariantCulture));
                break;
            case 0b0010:
                for (var left = Take(9); left > 0; left -= 2)
                {
                    var pair = Take(left > 1 ? 11 : 6);
                    if (left > 1)
                        text.Append(Alphanumeric[pair / 45]);
                    text.Append(Alphanumeric[pair % 45]);
                }
                break;
            case 0b0100:
                for (var left = Take(8); left > 0; left--)
                    text.Append((char)Take(8));
                break;
            default:
                throw new NotSupportedException("Another mode.");
        }
        return text.ToString();

        int Take(int count)
        {
            var value = 0;
            for (var i = 0; i < count; i++)
                value = value << 1 | Bit(bits[at++]);
            return value;
        }
    }

    private static int Bit(bool dark) => dark ? 1 : 0;
}
