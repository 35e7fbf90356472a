//! The predicates with which engines skip quiet sites: on such a site the rule gives no intent and
//! changes nothing, whatever its other arguments.

use crate::support::{Bench, quiet, scenario, world};
use il2sim::exchange::of_first_antigen;
use il2sim::rules::{
    self, Effector, EffectorWords, Exposure, Graft, Kind, Line, Niche, Surroundings, Target, Turn,
    Vec4,
};

/// So many words, extreme and uniform ones mixed; the seed is the call's number.
fn words<const N: usize>(call: u32) -> [u32; N] {
    std::array::from_fn(|place| {
        let block =
            <[u32; 4]>::from(rules::random_block([call, place as u32, 0, 0], [1986u32, 0, 0, 0]));
        match block[0] % 4 {
            0 => [0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX][block[1] as usize % 5],
            1 => block[2] >> (block[3] % 32),
            _ => block[2],
        }
    })
}

const CALLS: u32 = 20_000;

#[test]
fn an_idle_tissue_site_stays_as_it_is() {
    let mut idle = 0;
    for call in 0..CALLS {
        let w: [u32; 32] = words(call);
        let line: Line = bytemuck::cast(words::<{ size_of::<Line>() / 4 }>(call + CALLS));
        let kind = Kind { recognition: w[10] % 5, ..Kind::default() };
        if !rules::tissue_idle(w[0]) {
            continue;
        }
        idle += 1;
        let niche = Niche {
            free_square: w[1],
            vessel_square: w[2],
            ifng: w[3],
            drug: w[12],
            growth: w[13],
            tick: w[4] & 1,
        };
        let next = rules::tissue_step(w[0], line, niche, [w[5], w[6], w[7], w[8]]);
        assert_eq!((next.cell, next.event), (w[0], rules::NO_EVENT));
        assert_eq!(<[u32; 4]>::from(rules::tissue_sources(w[0], line, w[3])), [0; 4]);
        assert!(!rules::is_living_tumour(w[0]));
        assert!(!rules::recognises(w[9], kind, w[0], w[11]));
    }
    assert!(idle > CALLS / 4);
    assert!(
        !rules::tissue_idle(rules::TUMOUR)
            && !rules::tissue_idle(rules::DYING)
            && !rules::tissue_idle(rules::NECROTIC)
    );
}

#[test]
fn a_cell_that_rests_under_the_most_interferon_rests_under_any() {
    let mut resting = 0;
    for call in 0..CALLS {
        let w: [u32; 16] = words(call + 3 * CALLS);
        let line: Line = bytemuck::cast(words::<{ size_of::<Line>() / 4 }>(call + 4 * CALLS));
        // Chances small enough that many a cell rests.
        let line = Line {
            stage_chance: line.stage_chance >> 2,
            loss_chance: line.loss_chance >> 4,
            mhc_up_chance: line.mhc_up_chance >> 2,
            mhc_down_chance: line.mhc_down_chance >> 2,
            heal_chance: line.heal_chance >> 2,
            necrosis_chance: line.necrosis_chance >> 2,
            ..line
        };
        let signal = rules::Signal {
            drug_chance: w[3] >> 4,
            growth: w[4] % (rules::WHOLE + 1),
            interferon: w[5] % (rules::WHOLE + 1),
            ..rules::Signal::default()
        };
        let (cell, r) = (w[0], Vec4::new(w[6], w[7], w[8], w[9]));
        let niche = |ifng: u32| rules::niche_of(w[1], w[2], ifng, signal, w[10] & 1);
        if !rules::tissue_rests(cell, line, niche(rules::ALMOST_WHOLE), r) {
            continue;
        }
        resting += u32::from(rules::is_alive(cell));
        for ifng in [0, 1, w[11] & rules::ALMOST_WHOLE, rules::ALMOST_WHOLE - 1] {
            let next = rules::tissue_step(cell, line, niche(ifng), r);
            assert_eq!((next.cell, next.event), (cell, rules::NO_EVENT), "call {call}, {ifng}");
        }
    }
    assert!(resting > CALLS / 50, "{resting} living cells rested");
}

#[test]
fn an_idle_effector_site_stays_as_it_is() {
    for call in 0..CALLS {
        let w: [u32; 24] = words(call);
        let kind: Kind = bytemuck::cast(words::<{ size_of::<Kind>() / 4 }>(call + CALLS));
        let line: Line = bytemuck::cast(words::<{ size_of::<Line>() / 4 }>(call + 2 * CALLS));
        let (x, y) = (w[0] & !rules::KIND_BITS, w[1]);
        assert!(rules::effector_idle(x));
        // A free site takes part in nothing, whatever kind's row is read for it.
        let around = Surroundings {
            interleukin: w[2],
            suppressor: w[3],
            suppressor_half: w[23] | 1,
            t_scale: w[4],
            nk_scale: w[5],
            hazard: w[17],
            tick: w[8] & 1,
        };
        let next = rules::effector_step(
            Effector { x, y },
            kind,
            Graft { il2_source: w[22], inhibition: w[23], antigen: w[21] },
            around,
            Target { direction: w[6] % 32, cell: w[7], line },
            EffectorWords {
                first: Vec4::new(w[9], w[10], w[11], w[12]),
                second: Vec4::new(w[13], w[14], w[15], w[16]),
            },
        );
        assert_eq!(
            (next.x, next.y, next.intent, next.hit, next.event),
            (x, y, 0, 0, rules::NO_EVENT)
        );
        assert!(!rules::seeks_target(x, Kind::default()));
        assert_eq!(
            rules::hop_try(0u32, kind, w[17] & 1 == 1, [w[18], w[19], w[20], w[21]]),
            rules::NOT_ENGAGED
        );
    }
    // What empty sites hold, with the row of no kind: nothing made, nothing taken.
    assert_eq!(
        <[u32; 4]>::from(rules::effector_sources(0u32, Kind::default(), Graft::default())),
        [0; 4]
    );
    assert_eq!(rules::effector_uptake(0u32, Kind::default()), 0);
    assert!((1..6).all(|kind: u32| !rules::effector_idle(kind)));
}

#[test]
fn a_field_site_without_exchange_stays_empty() {
    for call in 0..CALLS {
        let w: [u32; 12] = words(call);
        let turn = Turn {
            made: w[0] & 0xffff,
            acting: w[1] & 0xffff,
            decay_mantissa: w[2] & 0xffff,
            decay_shift: w[3] & 15,
            levels: 1,
            passed: w[9],
        };
        let (uptake, fraction) = (w[4] & 0xffff, w[5] & 0xffff);
        let exposure = Exposure { uptake, fraction, level: 0, source: 0 };
        let next = rules::reaction(0u32, turn, exposure, w[6]);
        assert_eq!(
            [
                next.amount, next.decayed, next.taken, next.returned, next.entered, next.made,
                next.lost
            ],
            [0; 7]
        );
        assert_eq!(rules::given_beyond(0u32, w[8] & 0xffff, w[7]), 0);
        assert_eq!(rules::exchanged_part(0u32, w[1] & 0xffff), 0);
    }
}

#[test]
fn rows_that_were_skipped_would_have_stayed_as_they_were() {
    // Restoring a state makes the engine look at every row and every site again.
    let sets = [
        ("site.0.size", "[\"1 mm\", \"800 um\"]"),
        ("tumour.0.cells", "60"),
        ("site.0.vessel_density", "\"20 /mm2\""),
        ("model.il2.on", "true"),
        ("model.ifng.on", "true"),
        ("model.chemo.on", "true"),
        ("model.suppressor.on", "true"),
        ("tumour.0.suppressive_factor_secretion", "\"1 molecules/s\""),
        ("model.suppressor.decay", "\"50 /h\""),
    ];
    let mut skipping = Bench::new(world(&scenario(&sets), 0..2));
    let mut looking = Bench::new(world(&scenario(&sets), 0..2));
    let mut signal = quiet();
    signal.arrivals = of_first_antigen([2, 1, 2, 1, 1]);
    for hour in 0..30 {
        signal.depot_il2_pm = if hour == 12 { 500.0 } else { 0.0 };
        skipping.run(1, &signal);
        looking.run(1, &signal);
        for animal in 0..2 {
            let state = looking.state(animal);
            looking.put(animal, &state);
            assert_eq!(skipping.state(animal), state, "hour {hour}");
        }
    }
    let state = looking.state(0);
    assert!(
        state.amounts[3].contains(&0) && state.amounts[3].iter().any(|amount| *amount > 0),
        "some rows were skipped, others not"
    );
}
