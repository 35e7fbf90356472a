// The accounts of a site: which word holds what. Both engines and their readers take the numbers from here.
//
// Totals are events since the start of a run, 64 bits each; counts are what is present at a census. Tumour lines have four words each, effector kinds five
// (CTL, helper T, NK, LAK, regulatory T), fields six: made, entered, decayed, taken, returned, lost at saturation.

const LINES: u32 = 4u;
const EFFECTOR_KINDS: u32 = 5u;
const LEDGER_WORDS: u32 = 6u;

// Totals of tumour cells, by line: divisions, natural deaths, deaths for lack of oxygen, kills by CTL, NK and LAK, living cells resected.
const TOTAL_DIVIDED: u32 = 0u;
const TOTAL_NATURAL: u32 = 4u;
const TOTAL_HYPOXIC: u32 = 8u;
const TOTAL_BY_CTL: u32 = 12u;
const TOTAL_BY_NK: u32 = 16u;
const TOTAL_BY_LAK: u32 = 20u;
const TOTAL_RESECTED: u32 = 24u;
// Totals of effectors, by kind: entered, found no room, divisions, deaths, resected.
const TOTAL_ENTERED: u32 = 28u;
const TOTAL_REFUSED: u32 = 33u;
const TOTAL_EFFECTOR_DIVIDED: u32 = 38u;
const TOTAL_EFFECTOR_DIED: u32 = 43u;
const TOTAL_EFFECTOR_RESECTED: u32 = 48u;
// NK cells that became LAK cells; dead cells cleared; dead cells resected.
const TOTAL_CONVERTED: u32 = 53u;
const TOTAL_CLEARED: u32 = 54u;
const TOTAL_DEAD_RESECTED: u32 = 55u;
// The ledger of the four fields.
const TOTAL_LEDGER: u32 = 56u;
const TOTALS: u32 = 80u;

// Counts: living tumour cells by line, with MHC class I, on the lattice's edge; vaccine, stroma, dying and necrotic cells; effectors by kind, holding a target;
// activation; sums of living tumour cells' coordinates; amounts of the four fields; interleukin-2 where tumour cells live.
const COUNT_TUMOUR: u32 = 0u;
const COUNT_MHC_POSITIVE: u32 = 4u;
const COUNT_AT_EDGE: u32 = 5u;
const COUNT_OTHER: u32 = 6u;
const COUNT_EFFECTORS: u32 = 10u;
const COUNT_ENGAGED: u32 = 15u;
const COUNT_ACTIVATION: u32 = 16u;
const COUNT_SUMS: u32 = 17u;
const COUNT_AMOUNTS: u32 = 20u;
const COUNT_AT_TUMOUR: u32 = 24u;
const COUNTS: u32 = 25u;
