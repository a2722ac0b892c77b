namespace Voucher.Issuance.Webhooks;

internal static partial class WebhooksLog
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Delivery {DeliveryId} to subscription {SubscriptionId}: attempt {Attempt} failed ({Error}, status {Status}); it is {State}")]
    public static partial void Failed(ILogger logger, long deliveryId, Guid subscriptionId, int attempt, string error, int? status, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {SubscriptionId} was disabled: its receiver answers 410")]
    public static partial void Gone(ILogger logger, Guid subscriptionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries could not be taken or written down; tried again in the next turn")]
    public static partial void TurnFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old events could not be deleted; tried again in the next round")]
    public static partial void NotSwept(ILogger logger, Exception error);
}
