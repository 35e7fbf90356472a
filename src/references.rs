//! The literature that keys and rules name, each work once.
//!
//! In: nothing. Out: [`REFERENCES`], by label ("Isaeva 2009"). What is not known of a work is
//! empty. Nothing here needs another file of the crate, so that the build may read it too.

/// A published work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// By which it is named: first author (else the journal) and year.
    pub label: &'static str,
    /// Authors as far as they are known.
    pub authors: &'static str,
    /// Year of publication.
    pub year: u16,
    /// What it is about, or its title.
    pub subject: &'static str,
    /// Journal, volume, first page.
    pub journal: &'static str,
    /// Digital object identifier, without the address in front.
    pub doi: &'static str,
}

const fn work(
    label: &'static str,
    authors: &'static str,
    year: u16,
    subject: &'static str,
    journal: &'static str,
    doi: &'static str,
) -> Reference {
    Reference { label, authors, year, subject, journal, doi }
}

/// All of them, in the order of their labels.
pub(crate) const REFERENCES: &[Reference] = &[
    work(
        "Beverly 1992",
        "B. Beverly, S. M. Kang, M. J. Lenardo and R. H. Schwartz",
        1992,
        "Reversal of in vitro T cell clonal anergy by IL-2 stimulation",
        "Int. Immunol. 4, 661",
        "10.1093/intimm/4.6.661",
    ),
    work(
        "Breart 2008",
        "B. Breart and others",
        2008,
        "Killing of tumour cells by cytotoxic T cells, seen in living mice",
        "J. Clin. Invest.",
        "10.1172/JCI34388",
    ),
    work(
        "Bubenik 1987",
        "J. Bubenik and others",
        1987,
        "LAK cells of athymic mice given interleukin-2",
        "",
        "",
    ),
    work(
        "Busse 2010",
        "D. Busse and others",
        2010,
        "Interleukin-2 between helper and regulatory T cells, a reaction-diffusion model",
        "Proc. Natl. Acad. Sci. USA",
        "",
    ),
    work(
        "de Pillis 2005",
        "L. G. de Pillis, A. E. Radunskaya and C. L. Wiseman",
        2005,
        "A validated mathematical model of cell-mediated immune response to tumor growth",
        "Cancer Res. 65, 7950",
        "10.1158/0008-5472.CAN-05-0564",
    ),
    work(
        "de Pillis 2006",
        "L. G. de Pillis, W. Gu and A. E. Radunskaya",
        2006,
        "Mixed immunotherapy and chemotherapy of tumors: modeling, applications and biological \
         interpretations",
        "J. Theor. Biol. 238, 841",
        "10.1016/j.jtbi.2005.06.037",
    ),
    work(
        "de Pillis 2009",
        "L. G. de Pillis and others",
        2009,
        "Mathematical model creation for cancer chemo-immunotherapy",
        "",
        "10.1080/17486700802216301",
    ),
    work(
        "de Pillis 2013",
        "L. G. de Pillis and others",
        2013,
        "Mathematical modeling of regulatory T cell effects on renal cell carcinoma treatment",
        "Discrete Contin. Dyn. Syst. B 18, 915",
        "10.3934/dcdsb.2013.18.915",
    ),
    work(
        "Guldevall 2016",
        "K. Guldevall and others",
        2016,
        "Killing by single NK cells in microwells",
        "",
        "",
    ),
    work(
        "Halle 2016",
        "S. Halle and others",
        2016,
        "In vivo killing capacity of cytotoxic T cells is limited and involves dynamic \
         interactions and T cell cooperativity",
        "Immunity 44, 233",
        "10.1016/j.immuni.2016.01.010",
    ),
    work(
        "Hoekstra 2020",
        "M. E. Hoekstra and others",
        2020,
        "Long-distance modulation of bystander tumor cells by CD8+ T cell-secreted IFN-gamma",
        "Nat. Cancer 1, 291",
        "10.1038/s43018-020-0036-4",
    ),
    work(
        "Huland 1997",
        "E. Huland and others",
        1997,
        "Inhaled interleukin-2 in 116 patients with metastases of renal cancer",
        "",
        "",
    ),
    work(
        "Ichise 2022",
        "H. Ichise and others",
        2022,
        "Functional visualization of NK cell-mediated killing of metastatic single tumor cells",
        "eLife 11, e76269",
        "10.7554/eLife.76269",
    ),
    work(
        "Isaeva 2009",
        "O. G. Isaeva and V. A. Osipov",
        2009,
        "Different strategies for cancer treatment: mathematical modelling",
        "",
        "",
    ),
    work(
        "J. Exp. Med. 1984",
        "",
        1984,
        "Response of resting human peripheral blood natural killer cells to interleukin 2",
        "J. Exp. Med. 160, 1147",
        "",
    ),
    work(
        "J. Exp. Med. 1985",
        "",
        1985,
        "500 rad of radiation to the whole body removes the effect of interleukin-2 alone, mice",
        "J. Exp. Med.",
        "",
    ),
    work(
        "Jenkins 2015",
        "M. R. Jenkins and others",
        2015,
        "Detachment of CTL and NK cells from targets that die and that do not",
        "J. Exp. Med. 212, 307",
        "",
    ),
    work(
        "Kalia 2018",
        "V. Kalia, S. Sarkar",
        2018,
        "Regulation of effector and memory CD8 T cell differentiation by IL-2: a balancing act",
        "Front. Immunol. 9, 2987",
        "10.3389/fimmu.2018.02987",
    ),
    work(
        "Kirschner 1998",
        "D. Kirschner and J. C. Panetta",
        1998,
        "Modeling immunotherapy of the tumor-immune interaction",
        "J. Math. Biol. 37, 235",
        "10.1007/s002850050127",
    ),
    work(
        "Konrad 1990",
        "M. W. Konrad and others",
        1990,
        "Pharmacokinetics of recombinant interleukin 2 in humans",
        "Cancer Res. 50, 2009",
        "",
    ),
    work(
        "Lutsiak 2005",
        "M. E. C. Lutsiak and others",
        2005,
        "Cyclophosphamide lowers number and function of regulatory T cells, mice",
        "Blood 105, 2862",
        "10.1182/blood-2004-06-2410",
    ),
    work(
        "N. Engl. J. Med. 1985",
        "S. A. Rosenberg and others",
        1985,
        "LAK cells and recombinant interleukin-2 in patients with metastatic cancer",
        "N. Engl. J. Med. 313, 1485",
        "10.1056/NEJM198512053132327",
    ),
    work(
        "Nagler 1990",
        "A. Nagler, L. L. Lanier and J. H. Phillips",
        1990,
        "Constitutive expression of high affinity interleukin 2 receptors on human CD16- natural \
         killer cells in vivo",
        "J. Exp. Med. 171, 1527",
        "10.1084/jem.171.5.1527",
    ),
    work(
        "Rosenstein 1986",
        "M. Rosenstein and others",
        1986,
        "Capillary leak of mice given interleukin-2",
        "",
        "",
    ),
    work(
        "Simova 1998",
        "J. Simova and others",
        1998,
        "Irradiated vaccine cells that make interleukin-2",
        "",
        "",
    ),
    work(
        "Slavin 2010",
        "S. Slavin and others",
        2010,
        "Mismatched donor lymphocytes activated with interleukin-2",
        "",
        "",
    ),
    work(
        "Thurley 2015",
        "K. Thurley and others",
        2015,
        "Three-dimensional gradients of cytokine signaling between T cells",
        "PLoS Comput. Biol.",
        "10.1371/journal.pcbi.1004206",
    ),
    work(
        "Tkach 2014",
        "K. E. Tkach and others",
        2014,
        "Interleukin-2 secretion and its feedbacks in activated CD4 T cells",
        "eLife 3, e01944",
        "10.7554/eLife.01944",
    ),
    work(
        "Vanherberghen 2013",
        "B. Vanherberghen and others",
        2013,
        "Classes of human NK cells by migration and killing",
        "",
        "",
    ),
    work(
        "Vlk 1998",
        "V. Vlk and others",
        1998,
        "Interleukin-2 and vaccines for residues after surgery, mice",
        "",
        "",
    ),
    work(
        "Weigelin 2021",
        "B. Weigelin and others",
        2021,
        "Cytotoxic T cells are able to efficiently eliminate cancer cells by additive cytotoxicity",
        "Nat. Commun. 12, 5217",
        "10.1038/s41467-021-25282-3",
    ),
];

/// Whether a label is in the table.
pub(crate) const fn is_known(label: &str) -> bool {
    let mut i = 0;
    while i < REFERENCES.len() {
        if is_same(REFERENCES[i].label.as_bytes(), label.as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
