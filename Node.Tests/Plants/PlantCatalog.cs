namespace Chain.Tests.Plants;

/// <summary>All planted bugs.</summary>
internal static class PlantCatalog
{
    public static IReadOnlyList<Plant> All { get; } =
        [.. ProtocolPlants.All, .. StoragePlants.All, .. LedgerPlants.All];
}
