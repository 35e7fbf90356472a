//! From an animal's values to the integers of its cells: lines, kinds of effectors, grafts.

use super::{Scale, chance, fraction, hops_per_step, threshold, word};
use crate::kinds::KINDS;
use crate::rules::{self, Graft, Kind, Line};
use crate::scenario::Scenario;
use crate::scenario::types::{Act, Vaccine};
use crate::world::Geometry;

/// What transferred cells of each origin are; row 0 is the host.
pub(super) fn grafts(scenario: &Scenario, scale: &Scale) -> [Graft; 4] {
    let mut grafts = [Graft { il2_source: 0, inhibition: 65536, antigen: 0 }; 4];
    let antigens = scenario.antigens();
    for (n, treatment) in scenario.treatments.iter().enumerate() {
        let Act::Cells(transfer) = &treatment.act else { continue };
        let Some(graft) = grafts.get_mut(transfer.origin as usize).filter(|_| transfer.origin > 0)
        else {
            continue;
        };
        let mismatch = transfer
            .donor
            .map_or(0.0, |donor| scale.animal.get(&format!("donor.{donor}.mismatch")));
        let specific = transfer
            .antigen
            .as_ref()
            .and_then(|own| antigens.iter().position(|antigen| antigen == own));
        graft.il2_source =
            scale.source(0, scale.animal.get(&format!("treatment.{n}.il2_secretion")));
        graft.inhibition = fraction(1.0 - mismatch);
        graft.antigen = specific.map_or(rules::ALLOANTIGEN, |number| number as u32);
    }
    grafts
}

/// A tumour's line.
pub(super) fn tumour_line(scale: &Scale, geometry: &Geometry, line: usize) -> Line {
    let own = |key: &str| scale.animal.get(&format!("tumour.{line}.{key}"));
    let square = |um: f64| {
        let cells = um / geometry.spacing_um;
        word(libm::floor(cells * cells + 1e-9)).min(4094)
    };
    let growth = libm::log(2.0) / own("doubling_time");
    let loss = own("natural_loss");
    Line {
        stage_chance: threshold(
            libm::expm1((growth + loss) * scale.step_h) / (libm::pow(2.0, 1.0 / 16.0) - 1.0),
        ),
        loss_chance: scale.chance(loss),
        mhc_up_chance: scale
            .chance(scale.get("tumour", "mhc_up") * own("mhc_class_1.inducibility")),
        mhc_down_chance: scale.chance(scale.get("tumour", "mhc_down")),
        mutation_chance: threshold(own("mhc_class_1.mutation")),
        heal_chance: scale.chance(scale.get("tumour", "hit_recovery")),
        hits_to_kill: word(scale.get("tumour", "hits_to_kill")).clamp(1, 7),
        lak_sensitivity: fraction(own("lak_sensitivity")),
        rim_square: square(own("rim_depth")),
        hypoxia_square: square(own("hypoxia_distance")),
        necrosis_square: square(own("necrosis_distance")),
        necrosis_chance: scale.chance(scale.get("tumour", "necrosis_rate")),
        dying_ticks: scale.ticks(scale.get("tumour", "dying_time")).clamp(1, 4095),
        necrotic_ticks: scale.ticks(scale.get("tumour", "necrotic_time")).clamp(1, 4095),
        nk_fade_ticks: scale.ticks(scale.get("nk", "fade")).clamp(1, 255),
        suppressor_source: scale.source(3, own("suppressive_factor_secretion")),
        chemo_source: scale.source(2, scale.get("tumour", "chemo_secretion")),
        antigens: 0,
        chemo_ifng_source: scale.source(2, scale.get("tumour", "chemo_ifng")),
        il2_source: scale.source(0, own("il2_secretion")),
        drug_sensitivity: fraction(own("drug_sensitivity")),
        mhc_positive: threshold(own("mhc_class_1.fraction_positive")),
        mhc_threshold: word(scale.get("tumour", "mhc_threshold")),
        mhc_start: word(scale.get("tumour", "mhc_start")),
        mhc_spread: word(scale.get("tumour", "mhc_spread")),
        form: rules::TUMOUR,
    }
}

/// A vaccine's cells: they do not divide, and die at the rate of live or irradiated ones.
pub(super) fn vaccine_line(scale: &Scale, vaccine: usize, what: &Vaccine) -> Line {
    let own = |key: &str| scale.animal.get(&format!("vaccine.{vaccine}.{key}"));
    let model = |key: &str| scale.get("vaccine", key);
    let (death, secretion) = if what.irradiated {
        (model("death_irradiated"), model("irradiated_il2"))
    } else {
        (model("death_live"), 1.0)
    };
    Line {
        loss_chance: scale.chance(death),
        hits_to_kill: word(scale.get("tumour", "hits_to_kill")).clamp(1, 7),
        heal_chance: scale.chance(scale.get("tumour", "hit_recovery")),
        lak_sensitivity: fraction(own("lak_sensitivity")),
        dying_ticks: scale.ticks(scale.get("tumour", "dying_time")).clamp(1, 4095),
        nk_fade_ticks: scale.ticks(scale.get("nk", "fade")).clamp(1, 255),
        chemo_source: scale.source(2, scale.get("tumour", "chemo_secretion")),
        il2_source: scale.source(0, own("il2_secretion") * secretion),
        drug_sensitivity: fraction(model("drug_sensitivity")),
        mhc_positive: threshold(own("mhc_class_1")),
        mhc_threshold: word(scale.get("tumour", "mhc_threshold")),
        mhc_start: word(scale.get("tumour", "mhc_start")),
        mhc_spread: word(scale.get("tumour", "mhc_spread")),
        form: rules::VACCINE | if what.irradiated { rules::IRRADIATED_BIT } else { 0 },
        ..Line::default()
    }
}

/// What all kinds share.
fn any_kind(scale: &Scale, name: &str, scenario: &Scenario, site: usize, hops: u32) -> Kind {
    let row = KINDS.iter().find(|row| row.name == name).expect("the table has every kind");
    let hop = hops_per_step(scale.get(name, "motility"), scenario, site) / f64::from(hops);
    Kind {
        recognition: row.recognition,
        il2_half: scale.amount(scale.get(name, "il2_half")),
        il2_hill: word(scale.get(name, "il2_hill")),
        signal_rate: fraction(chance(1.0 / scale.get(name, "signal_time"), scale.step_h)),
        divide_chance: if row.divides { scale.chance(scale.get(name, "divide_rate")) } else { 0 },
        hop_chance: threshold(2.0 * hop),
        chemotaxis: word(scale.get(name, "chemotaxis") * 256.0).min(65535),
        uptake: scale.capacity(scale.get(name, "il2_uptake")),
        uptake_floor: {
            let floor = scale.get(name, "uptake_floor");
            word(240.0 * floor / (1.0 - floor))
        },
        cd25_start: word(scale.get(name, "cd25_start")),
        signal_start: word(255.0 * scale.get(name, "signal_start")),
        mhc_threshold: word(scale.get("tumour", "mhc_threshold")),
        killers: 65536,
        timeout_ticks: 255,
        ..Kind::default()
    }
}

/// Ticks that a cell counts as stimulated; `ratio`: relative to a CTL.
fn stimulus(scale: &Scale, ratio: f64) -> u32 {
    scale.ticks(scale.get("ctl", "stimulus_time") * ratio).clamp(1, 255)
}

/// CTL or helper T cells.
pub(super) fn t_cell(
    scale: &Scale,
    name: &str,
    scenario: &Scenario,
    site: usize,
    hops: u32,
) -> Kind {
    let mut kind = any_kind(scale, name, scenario, site, hops);
    kind.death_fed = scale.chance(scale.get(name, "death_fed"));
    kind.death_starved = scale.chance(scale.get(name, "death_starved"));
    kind.divisions = word(scale.get(name, "divisions"));
    kind.il2_source = scale.source(0, scale.get(name, "il2_secretion"));
    kind.ifng_source = scale.source(1, scale.get(name, "ifng_secretion"));
    kind.cd25_chance = scale.chance(scale.get("ctl", "cd25_rate"));
    kind.cd25_fall_chance =
        rules::scaled(kind.cd25_chance, fraction(scale.get("ctl", "cd25_fall")));
    kind.suppressible = fraction(scale.get("ctl", "suppressible"));
    if name == "ctl" {
        kind.stimulus_ticks = stimulus(scale, 1.0);
        kill(scale, name, &mut kind);
    } else {
        kind.stimulus_ticks = stimulus(scale, scale.get(name, "stimulus_ratio"));
        kind.timeout_ticks = scale.ticks(scale.get(name, "time_out")).clamp(1, 255);
    }
    kind
}

/// NK or LAK cells.
pub(super) fn killer(
    scale: &Scale,
    name: &str,
    scenario: &Scenario,
    site: usize,
    hops: u32,
) -> Kind {
    let mut kind = any_kind(scale, name, scenario, site, hops);
    kind.stimulus_ticks = stimulus(scale, scale.get(name, "stimulus_ratio"));
    kind.death_fed = scale.chance(scale.get(name, "death"));
    kind.death_starved = kind.death_fed;
    kind.ifng_source = scale.source(1, scale.get(name, "ifng_secretion"));
    kind.suppressible = fraction(scale.get(name, "suppressible"));
    kill(scale, name, &mut kind);
    if name == "nk" {
        kind.mhc_inhibition = fraction(scale.get(name, "mhc_inhibition"));
        kind.activate_chance = scale.chance(scale.get(name, "activation_rate"));
        kind.killers = fraction(scale.get(name, "killers"));
    } else {
        kind.starve_level = word(scale.get(name, "starve_level") * 255.0);
        kind.starve_ticks = scale.ticks(scale.get(name, "starve_time")).min(255);
        kind.starve_chance = scale.chance(scale.get(name, "starve_rate"));
        kind.divisions = word(scale.get(name, "divisions"));
        kind.divide_unstimulated = 1;
    }
    kind
}

/// Regulatory T cells.
pub(super) fn treg(scale: &Scale, scenario: &Scenario, site: usize, hops: u32) -> Kind {
    let mut kind = any_kind(scale, "treg", scenario, site, hops);
    kind.death_fed = scale.chance(scale.get("treg", "death"));
    kind.death_starved = kind.death_fed;
    kind.divisions = word(scale.get("treg", "divisions"));
    kind.divide_unstimulated = 1;
    kind.suppressor_source = scale.source(3, scale.get("treg", "suppressor_secretion"));
    kind
}

fn kill(scale: &Scale, name: &str, kind: &mut Kind) {
    kind.kill_hazard = word(scale.get(name, "kill_rate") * scale.step_h * 268_435_456.0);
    kind.kill_floor = fraction(scale.get(name, "kill_floor"));
    kind.refractory = scale.waiting(scale.get(name, "refractory")).min(255 << 8);
    kind.timeout_ticks = scale.ticks(scale.get(name, "time_out")).clamp(1, 255);
    kind.ammunition = word(scale.get(name, "ammunition"));
    kind.recover_chance = scale.chance(scale.get(name, "recovery"));
}
