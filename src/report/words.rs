//! Sentences of the page: what the outcome's words mean.

/// What every report carries.
pub(super) const DISCLAIMER: &str = "For research and teaching; not for treating patients.";

/// Words of the outcome table and what they mean.
pub(super) fn definitions(detection_mm: f64) -> Vec<(&'static str, String)> {
    vec![
        (
            "Size",
            "equivalent diameter of the living tumour of each lesion; the product is its square, \
             summed over lesions (WHO)"
                .into(),
        ),
        ("Baseline", "the product at the first treatment; in an untreated run, on day 1".into()),
        (
            "CR",
            "complete response (cured): no living tumour cell in any lesion at the end, the last \
             not taken by an operation"
                .into(),
        ),
        (
            "PR",
            "partial response: at most half of baseline without a break for 7 days (mouse) or 4 \
             weeks (patient)"
                .into(),
        ),
        (
            "PD",
            "progressive disease: at the end at least a quarter above the smallest product and \
             large enough to be detected"
                .into(),
        ),
        ("SD", "stable disease: none of these".into()),
        (
            "NE",
            "not evaluable: the tumour left its site, where nobody knows what it does (PD where a \
             progression had held before), or an operation took the last tumour cells (resected)"
                .into(),
        ),
        (
            "Best response",
            "the best at any time: CR where no tumour cell lived once, PR where it held, SD where \
             progression, or leaving the site, came no sooner than a PR must hold"
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
            "day on which a growth to a quarter above the smallest product, and above what is \
             detected, began that held as long as a partial response must, or to the end"
                .into(),
        ),
        (
            "Survival",
            "to the humane endpoint or toxic death; otherwise counted as alive, if cured or \
             resected to the end of the run, if followed to progression only until then, if the \
             tumour left its site until that moment (as dead and progressed, PD, with \
             run.left_site = \"event\"). Progression-free: to progression or death"
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
