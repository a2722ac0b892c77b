namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is known only when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value; waits until it can be known.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something that is written into a deployment manifest as an expression.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}
