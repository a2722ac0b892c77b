namespace Voucher.Issuance.Imports;

/// <summary>An operator has called an import off while its lines were coming in.</summary>
public sealed class ImportCancelledException() : Exception("The import was cancelled.");
