// The accounts of a site: which word holds what. Both engines and their readers take the numbers
// from here.
//
// Totals are events since the start of a run, 64 bits each; counts are what is present at a census.
// Lines (tumours, then vaccines) have eight words each, effector kinds five (CTL, helper T, NK,
// LAK, regulatory T), fields six: made, entered, decayed, taken, returned, lost at saturation.

const LINES: u32 = 8u;
const EFFECTOR_KINDS: u32 = 5u;
const GRAFTS: u32 = 3u;
const LEDGER_WORDS: u32 = 6u;

// Totals of cells of a line: divisions, natural deaths, deaths for lack of oxygen, kills by CTL,
// NK, LAK and drugs, living cells resected, cells put in.
const TOTAL_DIVIDED: u32 = 0u;
const TOTAL_NATURAL: u32 = 8u;
const TOTAL_HYPOXIC: u32 = 16u;
const TOTAL_BY_CTL: u32 = 24u;
const TOTAL_BY_NK: u32 = 32u;
const TOTAL_BY_LAK: u32 = 40u;
const TOTAL_BY_DRUG: u32 = 48u;
const TOTAL_RESECTED: u32 = 56u;
const TOTAL_PUT_IN: u32 = 64u;
// Totals of effectors, by kind: found no room, divisions, deaths, resected, put in.
const TOTAL_REFUSED: u32 = 72u;
const TOTAL_EFFECTOR_DIVIDED: u32 = 77u;
const TOTAL_EFFECTOR_DIED: u32 = 82u;
const TOTAL_EFFECTOR_RESECTED: u32 = 87u;
const TOTAL_EFFECTOR_PUT_IN: u32 = 92u;
// NK cells that became LAK cells; dead cells cleared; dead cells resected.
const TOTAL_CONVERTED: u32 = 97u;
const TOTAL_CLEARED: u32 = 98u;
const TOTAL_DEAD_RESECTED: u32 = 99u;
// Effectors that entered, by group of kind, antigen and origin.
const TOTAL_ENTERED: u32 = 100u;
// The ledger of the four fields.
const TOTAL_LEDGER: u32 = 131u;
const TOTALS: u32 = 155u;

// Counts: living cells by line (tumour and vaccine); tumour cells with MHC class I, on the
// lattice's edge; vaccine, stroma, dying and necrotic cells; effectors by kind, holding a target;
// activation; sums of living tumour cells' coordinates; amounts of the four fields; interleukin-2
// where tumour cells and where vaccine cells live; transferred effectors by origin.
const COUNT_LIVING: u32 = 0u;
const COUNT_MHC_POSITIVE: u32 = 8u;
const COUNT_AT_EDGE: u32 = 9u;
const COUNT_OTHER: u32 = 10u;
const COUNT_EFFECTORS: u32 = 14u;
const COUNT_ENGAGED: u32 = 19u;
const COUNT_ACTIVATION: u32 = 20u;
const COUNT_SUMS: u32 = 21u;
const COUNT_AMOUNTS: u32 = 24u;
const COUNT_AT_TUMOUR: u32 = 28u;
const COUNT_AT_VACCINE: u32 = 29u;
const COUNT_GRAFTS: u32 = 30u;
const COUNTS: u32 = 33u;
