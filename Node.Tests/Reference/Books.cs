using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Instruments: when their books are open, and R (M-202, M-203, M-403).</summary>
internal static class Books
{
    public static UInt128 StartMs(CreateProduct terms, ulong slot) => (UInt128)slot * terms.SlotMs;

    public static CreateProduct Known(World world, string product)
    {
        ProductRow? row = world.Products.Find(ProductRow.KeyOf(product));
        Demand(row is not null, ReceiptStatus.UnknownProduct);
        return row!.Terms;
    }

    /// <summary>UNKNOWN_PRODUCT, or INVALID_PARAMETER where it is no instrument.</summary>
    public static Book Named(World world, Instrument? named)
    {
        Known(world, named?.Product ?? "");
        var book = new Book(named!.Product, named.Delivery, named.Slot);
        Demand(book.Delivery is Delivery.Slot or Delivery.Spot && (!book.IsSpot || book.Slot == 0),
            ReceiptStatus.InvalidParameter);
        return book;
    }

    public static bool IsClosed(World world, Book book)
    {
        if (book.IsSpot) return false;
        CreateProduct terms = world.Terms(book.Product);
        return (UInt128)world.NowMs + terms.LeadMs >= StartMs(terms, book.Slot);
    }

    public static void DemandOpen(World world, Book book)
    {
        CreateProduct terms = world.Terms(book.Product);
        if (book.IsSpot)
        {
            Demand(terms.SpotListingPrice > 0, ReceiptStatus.NoSpot);
            return;
        }
        Demand(!IsClosed(world, book), ReceiptStatus.BookClosed);
        Demand(StartMs(terms, book.Slot) <= (UInt128)world.NowMs + Limits.HorizonMs,
            ReceiptStatus.BeyondHorizon);
    }

    public static InstrumentRow? Find(World world, Book book) =>
        world.Instruments.Find(InstrumentRow.KeyOf(book));

    /// <summary>R in this block.</summary>
    public static ulong Reference(World world, Book book)
    {
        CreateProduct terms = world.Terms(book.Product);
        if (Find(world, book) is not { } row)
            return book.IsSpot ? terms.SpotListingPrice : terms.ListingPrice;
        bool moves = row.Minute < world.NowMs / 60_000 && row.PartyC.Length > 0
            && row.MinuteLots >= terms.MinOrderLots;
        if (!moves) return row.Reference;
        ulong average = (ulong)(row.MinuteNotional / row.MinuteLots) / terms.Tick * terms.Tick;
        ulong most = Band(row.Reference, terms.Tick);
        return average > row.Reference ? Math.Min(average, row.Reference + most)
            : row.Reference - Math.Min(row.Reference - average, most);
    }

    /// <summary>δ of M-403.</summary>
    public static ulong Band(ulong reference, ulong tick) => Math.Max(tick, reference / 16 / tick * tick);

    /// <summary>Puts a book in the queue of those that will be cleared (M-401).</summary>
    public static void Touch(World world, Book book)
    {
        ulong minute = world.NowMs / 60_000, reference = Reference(world, book);
        InstrumentRow row = Find(world, book)
            ?? new InstrumentRow(book, reference, 0, minute, 0, 0, 0, "", "", "");
        world.Instruments.Put(
            row.TouchedMs == 0 ? row with { TouchedMs = world.NowMs } : row);
    }

    /// <summary>The order in which books are cleared.</summary>
    public static Hash32 IdOf(Book book) =>
        new(System.Security.Cryptography.SHA256.HashData(InstrumentRow.KeyOf(book).ToArray()));
}
