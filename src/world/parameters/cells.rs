//! From an animal's values to the integers of its cells: lines, kinds of effectors, grafts.

use super::scale::{Scale, chance, fraction, hops_per_step, threshold, word};
use crate::keys::{self, EffectorKeys};
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
        let mismatch =
            transfer.donor.map_or(0.0, |donor| scale.animal.get(keys::donor::MISMATCH.at(donor)));
        let specific = transfer
            .antigen
            .as_ref()
            .and_then(|own| antigens.iter().position(|antigen| antigen == own));
        graft.il2_source = scale.source(0, scale.animal.get(keys::treatment::IL2_SECRETION.at(n)));
        graft.inhibition = fraction(1.0 - mismatch);
        graft.antigen = specific.map_or(rules::ALLOANTIGEN, |number| number as u32);
    }
    grafts
}

/// A tumour's line.
pub(super) fn tumour_line(scale: &Scale, geometry: &Geometry, line: usize) -> Line {
    let own = |key: &'static keys::NumberAt| scale.animal.get(key.at(line));
    let square = |um: f64| {
        let cells = um / geometry.spacing_um;
        word(libm::floor(cells * cells + 1e-9)).min(4094)
    };
    let growth = libm::log(2.0) / own(&keys::tumour::DOUBLING_TIME);
    let loss = own(&keys::tumour::NATURAL_LOSS);
    Line {
        stage_chance: threshold(
            libm::expm1((growth + loss) * scale.step_h) / (libm::pow(2.0, 1.0 / 16.0) - 1.0),
        ),
        loss_chance: scale.chance(loss),
        mhc_up_chance: scale.chance(
            scale.get(&keys::tumour_cell::MHC_UP) * own(&keys::tumour::MHC_CLASS_1_INDUCIBILITY),
        ),
        mhc_down_chance: scale.chance(scale.get(&keys::tumour_cell::MHC_DOWN)),
        mutation_chance: threshold(own(&keys::tumour::MHC_CLASS_1_MUTATION)),
        heal_chance: scale.chance(scale.get(&keys::tumour_cell::HIT_RECOVERY)),
        hits_to_kill: word(scale.get(&keys::tumour_cell::HITS_TO_KILL)).clamp(1, 7),
        lak_sensitivity: fraction(own(&keys::tumour::LAK_SENSITIVITY)),
        rim_square: square(own(&keys::tumour::RIM_DEPTH)),
        hypoxia_square: square(own(&keys::tumour::HYPOXIA_DISTANCE)),
        necrosis_square: square(own(&keys::tumour::NECROSIS_DISTANCE)),
        necrosis_chance: scale.chance(scale.get(&keys::tumour_cell::NECROSIS_RATE)),
        dying_ticks: scale.ticks(scale.get(&keys::tumour_cell::DYING_TIME)).clamp(1, 4095),
        necrotic_ticks: scale.ticks(scale.get(&keys::tumour_cell::NECROTIC_TIME)).clamp(1, 4095),
        nk_fade_ticks: scale.ticks(scale.get(&keys::nk::FADE)).clamp(1, 255),
        suppressor_source: scale.source(3, own(&keys::tumour::SUPPRESSIVE_FACTOR_SECRETION)),
        chemo_source: scale.source(2, scale.get(&keys::tumour_cell::CHEMO_SECRETION)),
        antigens: 0,
        chemo_ifng_source: scale.source(2, scale.get(&keys::tumour_cell::CHEMO_IFNG)),
        il2_source: scale.source(0, own(&keys::tumour::IL2_SECRETION)),
        drug_sensitivity: fraction(own(&keys::tumour::DRUG_SENSITIVITY)),
        mhc_positive: threshold(own(&keys::tumour::MHC_CLASS_1_FRACTION_POSITIVE)),
        mhc_threshold: word(scale.get(&keys::tumour_cell::MHC_THRESHOLD)),
        mhc_start: word(scale.get(&keys::tumour_cell::MHC_START)),
        mhc_spread: word(scale.get(&keys::tumour_cell::MHC_SPREAD)),
        form: rules::TUMOUR,
    }
}

/// A vaccine's cells: they do not divide, and die at the rate of live or irradiated ones.
pub(super) fn vaccine_line(scale: &Scale, vaccine: usize, what: &Vaccine) -> Line {
    let own = |key: &'static keys::NumberAt| scale.animal.get(key.at(vaccine));
    let (death, secretion) = if what.irradiated {
        (
            scale.get(&keys::vaccine_cell::DEATH_IRRADIATED),
            scale.get(&keys::vaccine_cell::IRRADIATED_IL2),
        )
    } else {
        (scale.get(&keys::vaccine_cell::DEATH_LIVE), 1.0)
    };
    Line {
        loss_chance: scale.chance(death),
        hits_to_kill: word(scale.get(&keys::tumour_cell::HITS_TO_KILL)).clamp(1, 7),
        heal_chance: scale.chance(scale.get(&keys::tumour_cell::HIT_RECOVERY)),
        lak_sensitivity: fraction(own(&keys::vaccine::LAK_SENSITIVITY)),
        dying_ticks: scale.ticks(scale.get(&keys::tumour_cell::DYING_TIME)).clamp(1, 4095),
        nk_fade_ticks: scale.ticks(scale.get(&keys::nk::FADE)).clamp(1, 255),
        chemo_source: scale.source(2, scale.get(&keys::tumour_cell::CHEMO_SECRETION)),
        il2_source: scale.source(0, own(&keys::vaccine::IL2_SECRETION) * secretion),
        drug_sensitivity: fraction(scale.get(&keys::vaccine_cell::DRUG_SENSITIVITY)),
        mhc_positive: threshold(own(&keys::vaccine::MHC_CLASS_1)),
        mhc_threshold: word(scale.get(&keys::tumour_cell::MHC_THRESHOLD)),
        mhc_start: word(scale.get(&keys::tumour_cell::MHC_START)),
        mhc_spread: word(scale.get(&keys::tumour_cell::MHC_SPREAD)),
        form: rules::VACCINE | if what.irradiated { rules::IRRADIATED_BIT } else { 0 },
        ..Line::default()
    }
}

/// What all kinds share.
fn any_kind(
    scale: &Scale,
    own: &EffectorKeys,
    scenario: &Scenario,
    site: usize,
    hops: u32,
) -> Kind {
    let row = KINDS.iter().find(|row| row.name == own.prefix).expect("the table has every kind");
    let hop = hops_per_step(scale.get(own.motility), scenario, site) / f64::from(hops);
    Kind {
        recognition: row.recognition,
        il2_half: scale.amount(scale.get(own.il2_half)),
        il2_hill: word(scale.of(own.il2_hill)),
        signal_rate: fraction(chance(1.0 / scale.get(own.signal_time), scale.step_h)),
        divide_chance: if row.divides { scale.chance(scale.of(own.divide_rate)) } else { 0 },
        hop_chance: threshold(2.0 * hop),
        chemotaxis: word(scale.get(own.chemotaxis) * 256.0).min(65535),
        uptake: scale.capacity(scale.get(own.il2_uptake)),
        uptake_floor: {
            let floor = scale.of(own.uptake_floor);
            word(240.0 * floor / (1.0 - floor))
        },
        cd25_start: word(scale.of(own.cd25_start)),
        signal_start: word(255.0 * scale.of(own.signal_start)),
        mhc_threshold: word(scale.get(&keys::tumour_cell::MHC_THRESHOLD)),
        killers: 65536,
        timeout_ticks: 255,
        ..Kind::default()
    }
}

/// Ticks that a cell counts as stimulated; `ratio`: relative to a CTL.
fn stimulus(scale: &Scale, ratio: f64) -> u32 {
    scale.ticks(scale.get(&keys::ctl::STIMULUS_TIME) * ratio).clamp(1, 255)
}

/// CTL or helper T cells.
pub(super) fn t_cell(
    scale: &Scale,
    own: &EffectorKeys,
    scenario: &Scenario,
    site: usize,
    hops: u32,
) -> Kind {
    let mut kind = any_kind(scale, own, scenario, site, hops);
    kind.death_fed = scale.chance(scale.of(own.death_fed));
    kind.death_starved = scale.chance(scale.of(own.death_starved));
    kind.divisions = word(scale.of(own.divisions));
    kind.il2_source = scale.source(0, scale.of(own.il2_secretion));
    kind.ifng_source = scale.source(1, scale.of(own.ifng_secretion));
    kind.cd25_chance = scale.chance(scale.get(&keys::ctl::CD25_RATE));
    kind.cd25_fall_chance =
        rules::scaled(kind.cd25_chance, fraction(scale.get(&keys::ctl::CD25_FALL)));
    kind.suppressible = fraction(scale.get(&keys::ctl::SUPPRESSIBLE));
    if own.prefix == "ctl" {
        kind.stimulus_ticks = stimulus(scale, 1.0);
        kill(scale, own, &mut kind);
    } else {
        kind.stimulus_ticks = stimulus(scale, scale.of(own.stimulus_ratio));
        kind.timeout_ticks = scale.ticks(scale.of(own.time_out)).clamp(1, 255);
    }
    kind
}

/// NK or LAK cells.
pub(super) fn killer(
    scale: &Scale,
    own: &EffectorKeys,
    scenario: &Scenario,
    site: usize,
    hops: u32,
) -> Kind {
    let mut kind = any_kind(scale, own, scenario, site, hops);
    kind.stimulus_ticks = stimulus(scale, scale.of(own.stimulus_ratio));
    kind.death_fed = scale.chance(scale.of(own.death));
    kind.death_starved = kind.death_fed;
    kind.ifng_source = scale.source(1, scale.of(own.ifng_secretion));
    kind.suppressible = fraction(scale.of(own.suppressible));
    kill(scale, own, &mut kind);
    if own.prefix == "nk" {
        kind.mhc_inhibition = fraction(scale.of(own.mhc_inhibition));
        kind.activate_chance = scale.chance(scale.of(own.activation_rate));
        kind.killers = fraction(scale.of(own.killers));
    } else {
        kind.starve_level = word(scale.of(own.starve_level) * 255.0);
        kind.starve_ticks = scale.ticks(scale.of(own.starve_time)).min(255);
        kind.starve_chance = scale.chance(scale.of(own.starve_rate));
        kind.divisions = word(scale.of(own.divisions));
        kind.divide_unstimulated = 1;
    }
    kind
}

/// Regulatory T cells.
pub(super) fn treg(scale: &Scale, scenario: &Scenario, site: usize, hops: u32) -> Kind {
    let mut kind = any_kind(scale, &keys::treg::EFFECTOR, scenario, site, hops);
    kind.death_fed = scale.chance(scale.get(&keys::treg::DEATH));
    kind.death_starved = kind.death_fed;
    kind.divisions = word(scale.get(&keys::treg::DIVISIONS));
    kind.divide_unstimulated = 1;
    kind.suppressor_source = scale.source(3, scale.get(&keys::treg::SUPPRESSOR_SECRETION));
    kind
}

fn kill(scale: &Scale, own: &EffectorKeys, kind: &mut Kind) {
    kind.kill_hazard = word(scale.of(own.kill_rate) * scale.step_h * 268_435_456.0);
    kind.kill_floor = fraction(scale.of(own.kill_floor));
    kind.refractory = scale.waiting(scale.of(own.refractory)).min(255 << 8);
    kind.timeout_ticks = scale.ticks(scale.of(own.time_out)).clamp(1, 255);
    kind.ammunition = word(scale.of(own.ammunition));
    kind.recover_chance = scale.chance(scale.of(own.recovery));
}
