using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is said of a resource before anything happened to it.</summary>
internal sealed record InitialSnapshot(CustomResourceSnapshot Snapshot) : IResourceAnnotation
{
    public static CustomResourceSnapshot Of(IResource resource)
    {
        if (resource.Annotations.OfType<InitialSnapshot>().LastOrDefault() is { } annotation)
        {
            return annotation.Snapshot with { Relationships = RelationshipsOf(resource) };
        }

        return new CustomResourceSnapshot
        {
            ResourceType = TypeOf(resource),
            Properties = [],
            Relationships = RelationshipsOf(resource),
        };
    }

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => KnownResourceTypes.Project,
        ExecutableResource => KnownResourceTypes.Executable,
        ContainerResource => KnownResourceTypes.Container,
        ParameterResource => KnownResourceTypes.Parameter,
        _ => resource.GetType().Name,
    };

    private static ImmutableArray<RelationshipSnapshot> RelationshipsOf(IResource resource)
    {
        IEnumerable<RelationshipSnapshot> parent = resource is IResourceWithParent child
            ? [new RelationshipSnapshot(child.Parent.Name, KnownRelationshipTypes.Parent)]
            : [];
        var others = resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(relationship => new RelationshipSnapshot(relationship.Resource.Name, relationship.Type));
        return [.. parent.Concat(others).Distinct()];
    }
}
