//! Sentences of the page: what each kind of cell is, and what the outcome's words mean.

/// What every report carries.
pub const DISCLAIMER: &str = "For research and teaching; not for treating patients.";

/// A sentence on each kind, in the order of [`crate::census::KIND_NAMES`].
pub const KINDS: [&str; 14] = [
    "Tissue without a resident cell; it glows blue where interleukin-2 is.",
    "Tumour cell that shows MHC class I: T cells can recognise it, and it holds NK cells back.",
    "Tumour cell without MHC class I: invisible to CTL, open to NK cells.",
    "Vaccine cell that was injected, alive or irradiated; it may make interleukin-2.",
    "Ordinary tissue cell that neither grows nor is attacked.",
    "Tumour cell that was killed or died; it sets antigen free, which primes T cells.",
    "Dead tissue, mostly in the middle of a tumour that has outgrown its vessels.",
    "Blood vessel: effector cells enter here, and interleukin-2 is exchanged with blood.",
    "Cytotoxic T cell: kills tumour cells that show its antigen on MHC class I, by several hits \
     that add up.",
    "Helper T cell: makes interleukin-2 near the tumour.",
    "Natural killer cell: kills cells that lack MHC class I.",
    "Lymphokine-activated killer: made by days of high interleukin-2 (about 1 nM); kills with or \
     without MHC class I where the tumour line is sensitive; dies when interleukin-2 is withdrawn.",
    "Regulatory T cell: grows on very little interleukin-2, drinks it, and holds the others back.",
    "Outside the lattice.",
];

/// Words of the outcome table and what they mean.
pub fn definitions(detection_mm: f64) -> Vec<(&'static str, String)> {
    vec![
        (
            "Size",
            "equivalent diameter of the living tumour of each lesion; the product is its square, \
             summed over lesions (WHO)"
                .into(),
        ),
        ("Baseline", "the product at the first treatment; in an untreated run, on day 1".into()),
        ("CR", "complete response (cured): no living tumour cell in any lesion at the end".into()),
        (
            "PR",
            "partial response: at most half of baseline without a break for 7 days (mouse) or 4 \
             weeks (patient)"
                .into(),
        ),
        (
            "PD",
            "progressive disease: at the end at least a quarter above the smallest product, or \
             the tumour has left its site"
                .into(),
        ),
        ("SD", "stable disease: none of these".into()),
        (
            "Best response",
            "the best at any time: CR where no tumour cell lived once, PR where it held, SD where \
             progression came no sooner than a PR must hold"
                .into(),
        ),
        (
            "Foci",
            "groups of living tumour cells, at baseline and at the end; a gap of one cell does \
             not part a group"
                .into(),
        ),
        (
            "Response, day",
            "day on which the product was first at most half of baseline, of a partial or \
             complete response"
                .into(),
        ),
        (
            "It lasted",
            "days from the response to progression, recurrence or death; with a + where it had \
             not ended"
                .into(),
        ),
        (
            "Progression, day",
            "day on which a growth to a quarter above the smallest product began that held as \
             long as a partial response must, or to the end"
                .into(),
        ),
        (
            "Survival",
            "to the humane endpoint, leaving the site or toxic death; otherwise counted as alive, \
             if cured to the end of the run. Progression-free: to progression or death"
                .into(),
        ),
        ("Nadir", "fewest living tumour cells since the first treatment, and the day of it".into()),
        (
            "Recurrence",
            format!(
                "day on which the burden rose again above {detection_mm} mm after a resection, or \
                 after a day or more without detectable tumour"
            ),
        ),
        (
            "Leak",
            "capillary-leak index: what activated NK and LAK cells and interleukin-2 together do \
             to the vessels; high values limit the dose"
                .into(),
        ),
    ]
}
