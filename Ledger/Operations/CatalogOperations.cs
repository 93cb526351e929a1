using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>What members publish for all to trade: grades, regions, products (M-201, M-204).</summary>
internal sealed class CatalogOperations(LedgerTables tables)
{
    private readonly Authority authority = new(tables);

    public ReceiptStatus PublishGrade(int member, PublishGrade publish)
    {
        if (!authority.IsMember(member)) return ReceiptStatus.NotPermitted;
        ReceiptStatus status =
            CheckPublished(publish.Grade, publish.Document, publish.Note, out Hash32 document);
        if (status != ReceiptStatus.Ok) return status;
        if (!IsClass(publish.Class)) return ReceiptStatus.InvalidParameter;
        if (tables.Grades.Find(publish.Grade) >= 0) return ReceiptStatus.AlreadyExists;
        tables.Grades.Insert(publish.Grade, new GradeRow(publish.Class, document, publish.Note));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus PublishRegion(int member, PublishRegion publish)
    {
        if (!authority.IsMember(member)) return ReceiptStatus.NotPermitted;
        ReceiptStatus status =
            CheckPublished(publish.Region, publish.Document, publish.Note, out Hash32 document);
        if (status != ReceiptStatus.Ok) return status;
        if (tables.Regions.Find(publish.Region) >= 0) return ReceiptStatus.AlreadyExists;
        tables.Regions.Insert(publish.Region, new RegionRow(document, publish.Note));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus CreateProduct(int member, CreateProduct create)
    {
        if (!authority.IsMember(member)) return ReceiptStatus.NotPermitted;
        ReceiptStatus status = Check(create);
        if (status != ReceiptStatus.Ok) return status;
        int grade = tables.Grades.Find(create.Grade);
        if (grade < 0) return ReceiptStatus.UnknownGrade;
        if (tables.Grades[grade].Class != create.Class) return ReceiptStatus.InvalidParameter;
        if (tables.Regions.Find(create.Region) < 0) return ReceiptStatus.UnknownRegion;
        int asset = tables.Assets.Find(create.Asset);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        if (tables.Products.Find(create.Product) >= 0) return ReceiptStatus.AlreadyExists;
        tables.Products.Insert(create.Product, new ProductRow(
            create.Class, create.Grade, create.Region, create.Unit, create.LotSize, create.MinOrderLots,
            create.Tick, asset, create.SlotMs, create.LeadMs, create.CollateralPerLot, create.ListingPrice,
            create.FeeBps, create.SpotListingPrice, create.NoticeMs, create.RekeyFee));
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Check(CreateProduct create)
    {
        if (!Names.IsName(create.Product) || !Names.IsName(create.Grade) || !Names.IsName(create.Region))
            return ReceiptStatus.InvalidName;
        bool parameters =
            IsClass(create.Class) && Names.IsUnit(create.Unit)
            && create.SlotMs is >= Limits.SlotMsMin and <= Limits.SlotMsMax
            && create.LeadMs <= Limits.HorizonMs
            && create.CollateralPerLot <= Limits.Price
            && create.FeeBps <= Limits.FeeBps;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        if (create.LotSize is 0 or > Limits.Lots || create.MinOrderLots is 0 or > Limits.Lots)
            return ReceiptStatus.InvalidLots;
        bool prices = create.Tick is > 0 and <= Limits.Price
            && create.ListingPrice is > 0 and <= Limits.Price && create.ListingPrice % create.Tick == 0;
        return prices ? CheckSpot(create) : ReceiptStatus.InvalidPrice;
    }

    private ReceiptStatus CheckSpot(CreateProduct create)
    {
        if (create.SpotListingPrice == 0)
            return create is { NoticeMs: 0, RekeyFee: 0 } ? ReceiptStatus.Ok : ReceiptStatus.InvalidParameter;
        bool parameters = create.Unit != "GiB"
            && create.NoticeMs >= tables.Parameters.GraceMs && create.NoticeMs <= Limits.NoticeMsMax
            && create.RekeyFee <= Limits.Price;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        return create.SpotListingPrice <= Limits.Price && create.SpotListingPrice % create.Tick == 0
            ? ReceiptStatus.Ok : ReceiptStatus.InvalidPrice;
    }

    private static bool IsClass(ProductClass value) =>
        value is ProductClass.Compute or ProductClass.Storage or ProductClass.Bandwidth;

    private static ReceiptStatus CheckPublished(
        string name, ByteString bytes, string note, out Hash32 document)
    {
        document = default;
        if (!Names.IsName(name)) return ReceiptStatus.InvalidName;
        return Hash32.TryRead(bytes.Span, out document) && Names.IsNote(note)
            ? ReceiptStatus.Ok : ReceiptStatus.InvalidParameter;
    }
}
