using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Grades, regions and products (M-201, M-204).</summary>
internal static class Catalogue
{
    private const ulong Most = 1UL << 40;

    public static void Publish(World world, AccountId signer, PublishGrade grade)
    {
        Demand(world.IsMember(signer), ReceiptStatus.NotPermitted);
        Demand(World.IsName(grade.Grade), ReceiptStatus.InvalidName);
        Demand(grade.Class is ProductClass.Compute or ProductClass.Storage or ProductClass.Bandwidth,
            ReceiptStatus.InvalidParameter);
        CheckDocument(grade.Document, grade.Note);
        Demand(world.Grades.Find(GradeRow.KeyOf(grade.Grade)) is null, ReceiptStatus.AlreadyExists);
        world.Grades.Put(new GradeRow(grade.Grade, grade.Class, grade.Document, grade.Note));
    }

    public static void Publish(World world, AccountId signer, PublishRegion region)
    {
        Demand(world.IsMember(signer), ReceiptStatus.NotPermitted);
        Demand(World.IsName(region.Region), ReceiptStatus.InvalidName);
        CheckDocument(region.Document, region.Note);
        Demand(world.Regions.Find(RegionRow.KeyOf(region.Region)) is null, ReceiptStatus.AlreadyExists);
        world.Regions.Put(new RegionRow(region.Region, region.Document, region.Note));
    }

    public static void Create(World world, AccountId signer, CreateProduct terms)
    {
        Demand(world.IsMember(signer), ReceiptStatus.NotPermitted);
        CheckTerms(world, terms);
        Demand(world.Products.Find(ProductRow.KeyOf(terms.Product)) is null, ReceiptStatus.AlreadyExists);
        world.Products.Put(new ProductRow(terms));
    }

    private static void CheckTerms(World world, CreateProduct terms)
    {
        Demand(World.IsName(terms.Product) && World.IsName(terms.Grade) && World.IsName(terms.Region),
            ReceiptStatus.InvalidName);
        Demand(terms.Class is ProductClass.Compute or ProductClass.Storage or ProductClass.Bandwidth
            && terms.Unit is "vCPU-Hours" or "GiB-Hours" or "GiB", ReceiptStatus.InvalidParameter);
        GradeRow? grade = world.Grades.Find(GradeRow.KeyOf(terms.Grade));
        Demand(grade is not null, ReceiptStatus.UnknownGrade);
        Demand(grade!.Class == terms.Class, ReceiptStatus.InvalidParameter);
        Demand(world.Regions.Find(RegionRow.KeyOf(terms.Region)) is not null, ReceiptStatus.UnknownRegion);
        Money.Known(world, terms.Asset);
        Demand(terms.LotSize is >= 1 and <= Most && terms.MinOrderLots is >= 1 and <= Most,
            ReceiptStatus.InvalidLots);
        Demand(terms.SpotListingPrice == 0 ? terms.NoticeMs == 0 && terms.RekeyFee == 0
            : terms.NoticeMs >= world.GraceMs
                && terms.NoticeMs <= Limits.NoticeMsMax && terms.Unit != "GiB",
            ReceiptStatus.InvalidParameter);
        Demand(terms.Tick is >= 1 and <= Most && terms.ListingPrice is >= 1 and <= Most
            && terms.ListingPrice % terms.Tick == 0 && terms.SpotListingPrice <= Most
            && terms.SpotListingPrice % terms.Tick == 0, ReceiptStatus.InvalidPrice);
        Demand(terms.SlotMs >= Limits.SlotMsMin && terms.SlotMs <= Limits.SlotMsMax
            && terms.LeadMs <= Limits.HorizonMs && terms.CollateralPerLot <= Most
            && terms.FeeBps <= Limits.FeeBps && terms.RekeyFee <= Most, ReceiptStatus.InvalidParameter);
    }

    private static void CheckDocument(ByteString document, string note) =>
        Demand(document.Length == Hash32.Size && note.Length <= Limits.NoteLength
            && note.All(c => c is >= ' ' and <= '~'), ReceiptStatus.InvalidParameter);
}
