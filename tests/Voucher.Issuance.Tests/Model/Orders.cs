using FsCheck;
using FsCheck.Fluent;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Makes what tills ask for.</summary>
internal static class Orders
{
    private static readonly Gen<int> Categories = Gen.Choose(0, Scene.Offers.Count - 1);

    public static Gen<int> Distributors { get; } = Rarely(0, Gen.Constant(1));

    public static Gen<int> Keys { get; } = Gen.Choose(0, 4);

    private static readonly Gen<int?> Confirmations = Rarely<int?>(null, Gen.Elements<int?>(1, 45, 600));

    /// <summary>Orders as contract S0 has them.</summary>
    public static Gen<Order> OfCategory { get; } =
        from distributor in Distributors
        from terminal in Rarely(0, Gen.Constant(1))
        from category in Categories
        from product in Rarely<int?>(null, Gen.Constant<int?>(1))
        from key in Gen.Frequency((1, Gen.Constant<int?>(null)), (2, Keys.Select(number => (int?)number)))
        from confirm in Confirmations
        select new Order(IsOrdered: false, distributor, terminal, [category], product, key, key is null ? null : confirm);

    /// <summary>Orders as contract S1 has them.</summary>
    public static Gen<Order> OfProducts { get; } =
        from distributor in Distributors
        from terminal in Rarely(0, Gen.Constant(1))
        from count in Gen.Choose(1, 3)
        from categories in Gen.ArrayOf(Categories, count)
        from key in Keys
        from confirm in Confirmations
        select new Order(IsOrdered: true, distributor, terminal, categories, Product: null, key, confirm);

    public static Gen<Order> Any { get; } = Gen.Frequency((3, OfCategory), (2, OfProducts));

    /// <summary>Orders that have something to do with one another: half of them are the first one again, or have its request id.</summary>
    public static Gen<Order[]> Crowds { get; } =
        from first in Any
        from count in Gen.Choose(1, 7)
        from others in Gen.ArrayOf(Gen.Frequency((2, Gen.Constant(first)), (1, Any.Select(order => WithIdOf(first, order))), (3, Any)), count)
        select (Order[])[first, .. others];

    private static Gen<T> Rarely<T>(T mostly, Gen<T> rare) => Gen.Frequency((4, Gen.Constant(mostly)), (1, rare));

    private static Order WithIdOf(Order first, Order order) => order with
    {
        Distributor = first.Distributor,
        Key = order.IsOrdered || order.ConfirmWithin is not null ? first.Key ?? order.Key : first.Key,
    };
}
