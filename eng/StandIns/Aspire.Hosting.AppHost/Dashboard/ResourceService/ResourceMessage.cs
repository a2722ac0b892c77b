using Aspire.Hosting.Dashboard.ResourceService.Messages;
using Google.Protobuf.WellKnownTypes;
using Enum = System.Enum;
using HealthStatus = Aspire.Hosting.Dashboard.ResourceService.Messages.HealthStatus;
using IconVariant = Aspire.Hosting.Dashboard.ResourceService.Messages.IconVariant;
using Resource = Aspire.Hosting.Dashboard.ResourceService.Messages.Resource;
using ResourceCommandState = Aspire.Hosting.Dashboard.ResourceService.Messages.ResourceCommandState;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>
/// Turns a resource's snapshot into the message that the dashboard shows. Nothing is masked here: the dashboard hides all
/// environment values, and the properties that are marked sensitive, until its user asks to see one.
/// </summary>
internal static class ResourceMessage
{
    /// <param name="notification">The resource instance and its snapshot.</param>
    /// <param name="createdAt">When the instance was created, if the snapshot does not say: the dashboard needs to know.</param>
    internal static Resource From(ResourceEvent notification, DateTime createdAt)
    {
        var snapshot = notification.Snapshot;
        var message = new Resource
        {
            Name = notification.ResourceId,
            Uid = notification.ResourceId,
            DisplayName = notification.Resource.Name,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? "",
            StateStyle = snapshot.State?.Style ?? "",
            CreatedAt = Time(snapshot.CreationTimeStamp ?? createdAt),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
            IsHidden = snapshot.IsHidden,
            Environment = { snapshot.EnvironmentVariables.Select(Variable) },
            Urls = { snapshot.Urls.Select(Url) },
            Volumes = { snapshot.Volumes.Select(Volume) },
            HealthReports = { snapshot.HealthReports.Select(Report) },
            Commands = { snapshot.Commands.Select(Command) },
            Relationships = { snapshot.Relationships.Select(related => new ResourceRelationship { ResourceName = related.ResourceName, Type = related.Type }) },
            Properties = { ResourceProperties.Of(notification) },
        };
        if (snapshot.IconName is not null)
            message.IconName = snapshot.IconName;
        return message;
    }

    private static EnvironmentVariable Variable(EnvironmentVariableSnapshot variable) =>
        new() { Name = variable.Name, Value = variable.Value ?? "", IsFromSpec = variable.IsFromSpec };

    private static Url Url(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        IsInternal = url.IsInternal,
        IsInactive = url.IsInactive,
        DisplayProperties = new() { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
    };

    private static Volume Volume(VolumeSnapshot volume) =>
        new() { Source = volume.Source ?? "", Target = volume.Target, MountType = volume.MountType, IsReadOnly = volume.IsReadOnly };

    private static HealthReport Report(HealthReportSnapshot report)
    {
        var message = new HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRunAt = Time(report.LastRunAt),
        };
        if (report.Status is { } status)
            message.Status = Enum.Parse<HealthStatus>(status.ToString());
        return message;
    }

    private static ResourceCommand Command(ResourceCommandSnapshot command) => new()
    {
        Name = command.Name,
        DisplayName = command.DisplayName,
        DisplayDescription = command.DisplayDescription ?? "",
        ConfirmationMessage = command.ConfirmationMessage ?? "",
        IconName = command.IconName ?? "",
        IconVariant = Enum.Parse<IconVariant>((command.IconVariant ?? default).ToString()),
        IsHighlighted = command.IsHighlighted,
        State = Enum.Parse<ResourceCommandState>(command.State.ToString()),
    };

    private static Timestamp? Time(DateTime? time) => time is { } known ? Timestamp.FromDateTime(known.ToUniversalTime()) : null;
}
