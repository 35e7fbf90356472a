//! From an animal's values to the integers of its cells: lines, kinds of effectors, grafts.

use super::scale::{Scale, chance, fraction, hops_per_step, threshold, word};
use crate::keys::{self, EffectorKeys};
use crate::kinds::EffectorKind;
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
        graft.il2_source = scale.source(scale.animal.get(keys::treatment::IL2_SECRETION.at(n)));
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
        dying_ticks: scale.clock(scale.get(&keys::tumour_cell::DYING_TIME), 4095),
        necrotic_ticks: scale.clock(scale.get(&keys::tumour_cell::NECROTIC_TIME), 4095),
        nk_fade_ticks: scale.clock(scale.get(&keys::nk::FADE), 255),
        suppressor_source: scale.source(own(&keys::tumour::SUPPRESSIVE_FACTOR_SECRETION)),
        chemo_source: scale.source(scale.get(&keys::tumour_cell::CHEMO_SECRETION)),
        antigens: 0,
        chemo_ifng_source: scale.source(scale.get(&keys::tumour_cell::CHEMO_IFNG)),
        il2_source: scale.source(own(&keys::tumour::IL2_SECRETION)),
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
        dying_ticks: scale.clock(scale.get(&keys::tumour_cell::DYING_TIME), 4095),
        nk_fade_ticks: scale.clock(scale.get(&keys::nk::FADE), 255),
        chemo_source: scale.source(scale.get(&keys::tumour_cell::CHEMO_SECRETION)),
        il2_source: scale.source(own(&keys::vaccine::IL2_SECRETION) * secretion),
        drug_sensitivity: fraction(scale.get(&keys::vaccine_cell::DRUG_SENSITIVITY)),
        mhc_positive: threshold(own(&keys::vaccine::MHC_CLASS_1)),
        mhc_threshold: word(scale.get(&keys::tumour_cell::MHC_THRESHOLD)),
        mhc_start: word(scale.get(&keys::tumour_cell::MHC_START)),
        mhc_spread: word(scale.get(&keys::tumour_cell::MHC_SPREAD)),
        form: rules::VACCINE | if what.irradiated { rules::IRRADIATED_BIT } else { 0 },
        ..Line::default()
    }
}

/// A kind of effector from its keys; what it has no key for it does not do.
pub(super) fn kind(
    scale: &Scale,
    place: EffectorKind,
    scenario: &Scenario,
    site: usize,
    hops: u32,
) -> Kind {
    let (row, own) = (place.row(), keys::EFFECTORS[place.index()]);
    let hop = hops_per_step(scale.get(own.motility), scenario, site) / f64::from(hops);
    // Kinds that know antigens share the CTL's CD25 and suppression, and divide when stimulated.
    let shared = if row.antigens { &keys::ctl::EFFECTOR } else { own };
    let cd25_chance = scale.chance(scale.of(shared.cd25_rate));
    let mut kind = Kind {
        recognition: row.recognition,
        il2_half: scale.amount(scale.get(own.il2_half)),
        il2_hill: own.il2_hill.map_or(1, |hill| word(scale.get(hill))),
        signal_rate: fraction(chance(1.0 / scale.get(own.signal_time), scale.step_h)),
        death_fed: scale.chance(scale.of(own.death_fed.or(own.death))),
        death_starved: scale.chance(scale.of(own.death_starved.or(own.death))),
        death_programmed: scale.chance(scale.of(own.death_programmed)),
        starve_level: word(scale.of(own.starve_level) * 255.0),
        starve_ticks: scale.ticks(scale.of(own.starve_time)).min(255),
        starve_chance: scale.chance(scale.of(own.starve_rate)),
        divide_chance: if row.divides { scale.chance(scale.of(own.divide_rate)) } else { 0 },
        divide_unstimulated: u32::from(row.divides && !row.antigens),
        divisions: word(scale.of(own.divisions)),
        hop_chance: threshold(2.0 * hop),
        chemotaxis: word(scale.get(own.chemotaxis) * 256.0).min(65535),
        il2_source: scale.source(scale.of(own.il2_secretion)),
        ifng_source: scale.source(scale.of(own.ifng_secretion)),
        suppressor_source: scale.source(scale.of(own.suppressor_secretion)),
        uptake: scale.capacity(scale.get(own.il2_uptake)),
        uptake_floor: {
            let floor = scale.of(own.uptake_floor);
            word(240.0 * floor / (1.0 - floor))
        },
        activate_chance: scale.chance(scale.of(own.activation_rate)),
        stimulus_ticks: stimulus(scale, own),
        cd25_start: word(scale.of(own.cd25_start)),
        cd25_chance,
        cd25_fall_chance: rules::scaled(cd25_chance, fraction(scale.of(shared.cd25_fall))),
        suppressible: fraction(scale.of(shared.suppressible)),
        signal_start: word(255.0 * scale.of(own.signal_start)),
        mhc_threshold: word(scale.get(&keys::tumour_cell::MHC_THRESHOLD)),
        mhc_inhibition: fraction(scale.of(own.mhc_inhibition)),
        killers: own.killers.map_or(65536, |part| fraction(scale.get(part))),
        timeout_ticks: own.time_out.map_or(255, |longest| scale.clock(scale.get(longest), 255)),
        ..Kind::default()
    };
    if row.kills {
        kill(scale, own, &mut kind);
    }
    kind
}

/// Ticks that a cell counts as stimulated: its own time, or a multiple of the CTL's.
fn stimulus(scale: &Scale, own: &EffectorKeys) -> u32 {
    let ratio = own.stimulus_ratio.map(|ratio| scale.get(ratio));
    let ratio = ratio.or(own.stimulus_time.map(|_| 1.0));
    ratio.map_or(0, |ratio| scale.clock(scale.get(&keys::ctl::STIMULUS_TIME) * ratio, 255))
}

fn kill(scale: &Scale, own: &EffectorKeys, kind: &mut Kind) {
    kind.kill_hazard = word(scale.of(own.kill_rate) * scale.step_h * 268_435_456.0);
    kind.kill_floor = fraction(scale.of(own.kill_floor));
    kind.kill_programmed = fraction(scale.of(own.kill_programmed));
    kind.refractory = scale.waiting(scale.of(own.refractory)).min(255 << 8);
    kind.ammunition = word(scale.of(own.ammunition));
    kind.recover_chance = scale.chance(scale.of(own.recovery));
}
