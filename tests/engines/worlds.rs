//! Small worlds in which everything happens within hours: the ensembles on which the engines are
//! compared.

use il2sim::exchange::{DepotPlace, DrugEffect, Inoculum, Put, PutPlace, Resection, SiteSignal};
use il2sim::kinds::{EffectorKind, GROUPS, of_the_first};
use il2sim::scenario::Scenario;
use il2sim::scenario::types::{Animal, Param};
use il2sim::world::World;

/// Rates near the top of their ranges, so that a few tissue steps hold births, deaths, hits, hops,
/// conversions and arrivals.
const LIVELY: &str = r#"
schema = 1
title = "A lively world"
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["1 mm", "1 mm"]
[[site]]
name = "lung"
size = ["1 mm", "1 mm"]
[[tumour]]
site = "flank"
cells = 40
il2_secretion = "10 molecules/s"
doubling_time = "10 h"
natural_loss = "0.02 /h"
lak_sensitivity = 1
hypoxia_distance = "40 um"
necrosis_distance = "60 um"
mhc_class_1 = { fraction_positive = 0.5, mutation = 0.1 }
[[tumour]]
site = "lung"
cells = 40
antigen = "other"
foci = 3
doubling_time = "10 h"
natural_loss = "0.02 /h"
lak_sensitivity = 1
hypoxia_distance = "40 um"
necrosis_distance = "40 um"
mhc_class_1 = { fraction_positive = 0.5, mutation = 0.1 }
[[vaccine]]
name = "live"
irradiated = false
il2_secretion = "500 molecules/s"
lak_sensitivity = 1
mhc_class_1 = 0.5
[[vaccine]]
name = "irradiated"
antigen = "third"
[model.vaccine]
death_live = "0.02 /h"
[model.ctl]
kill_rate = "4 /h"
death_fed = "0.3 /h"
divide_rate = "0.2 /h"
kill_floor = 0.5
motility = "100 um2/min"
ammunition = 3
[model.helper]
divide_rate = "0.2 /h"
[model.nk]
kill_rate = "4 /h"
activation_rate = "1 /h"
resting_density = "400 /mm2"
il2_half = "20 pM"
signal_time = "0.1 h"
motility = "60 um2/min"
[model.lak]
kill_rate = "4 /h"
divide_rate = "0.2 /h"
[model.treg]
resting_density = "200 /mm2"
divide_rate = "0.2 /h"
il2_half = "1 pM"
signal_time = "0.1 h"
[model.tumour]
dying_time = "0.5 h"
hits_to_kill = 2
necrosis_rate = "1 /h"
[run]
until = "day 2"
seed = 20261
"#;

/// One ensemble: sizes and field spacings of its sites, and its animals.
#[derive(Clone, Copy)]
pub struct Ensemble {
    pub name: &'static str,
    /// Lattice cells, and lattice cells in a field site.
    pub sites: &'static [([u32; 3], u32)],
    pub replicates: &'static [u32],
    /// Tissue steps in a host step.
    pub steps: u32,
    pub overrides: &'static [(&'static str, &'static str)],
}

/// Odd and prime sizes in the plane and in space, field spacings of one, two and three cells, one
/// and several animals, one and two sites.
pub const ENSEMBLES: &[Ensemble] = &[
    Ensemble {
        name: "97 x 61",
        sites: &[([97, 61, 1], 2)],
        replicates: &[0],
        steps: 10,
        overrides: &[],
    },
    Ensemble {
        name: "31 x 17 x 13, two animals",
        sites: &[([31, 17, 13], 2)],
        replicates: &[3, 8],
        steps: 10,
        overrides: &[],
    },
    Ensemble {
        name: "128 x 1",
        sites: &[([128, 1, 1], 1)],
        replicates: &[1, 2, 5],
        steps: 10,
        overrides: &[],
    },
    Ensemble {
        name: "1 x 9 x 5",
        sites: &[([1, 9, 5], 2)],
        replicates: &[4],
        steps: 10,
        overrides: &[],
    },
    Ensemble {
        name: "2 x 2 x 2",
        sites: &[([2, 2, 2], 1)],
        replicates: &[6, 7],
        steps: 10,
        overrides: &[],
    },
    Ensemble {
        name: "two sites, two animals",
        sites: &[([29, 23, 1], 1), ([11, 7, 5], 3)],
        replicates: &[9, 2],
        steps: 10,
        overrides: &[],
    },
    Ensemble {
        name: "an odd number of sub-steps in a host step",
        sites: &[([37, 31, 1], 2)],
        replicates: &[0, 3],
        steps: 5,
        overrides: &[],
    },
    Ensemble {
        name: "two fields off",
        sites: &[([41, 37, 1], 2)],
        replicates: &[0, 1],
        steps: 10,
        overrides: &[("model.ifng.on", "false"), ("model.suppressor.on", "false")],
    },
    Ensemble {
        name: "stirred",
        sites: &[([37, 29, 1], 2), ([13, 9, 7], 2)],
        replicates: &[2, 9],
        steps: 4,
        overrides: &[("site.0.stirred", "true"), ("site.1.stirred", "true")],
    },
];

/// An ensemble drawn at random: sizes, spacings, animals and rates.
pub fn drawn(number: u32) -> Ensemble {
    let draw = |what: u32| {
        il2sim::rules::random_block([number, what, 0u32, 0u32], [1986u32, 7u32, 0u32, 0u32])
    };
    let site = |place: u32| {
        let r = draw(place);
        let depth = if r.w % 2 == 0 { 1 } else { 1 + r.z % 7 };
        let widest = if depth == 1 { 40 } else { 12 };
        ([1 + r.x % widest, 1 + r.y % widest, depth], 1 + r.w / 2 % 3)
    };
    let (r, q) = (draw(2), draw(3));
    let sites: Vec<_> = (0..1 + r.x % 2).map(site).collect();
    let replicates: Vec<u32> = (0..1 + r.y % 3).map(|place| r.z % 1000 + place * 17).collect();
    let text = |value: String| -> &'static str { Box::leak(value.into_boxed_str()) };
    let part = |word: u32| f64::from(word >> 16) / 65536.0;
    let overrides = vec![
        ("model.ctl.motility", text(format!("\"{} um2/min\"", 10.0 + 150.0 * part(r.w)))),
        ("model.nk.resting_density", text(format!("\"{} /mm2\"", 500.0 * part(q.x)))),
        ("model.treg.resting_density", text(format!("\"{} /mm2\"", 500.0 * part(q.y)))),
        ("model.il2.diffusion", text(format!("\"{} um2/s\"", 2.0 + 20.0 * part(q.z)))),
        ("model.ifng.on", if q.w % 3 == 0 { "false" } else { "true" }),
        ("model.nk.killers", text(format!("{}", part(q.w)))),
    ];
    Ensemble {
        name: text(format!("drawn {number}")),
        sites: sites.leak(),
        replicates: replicates.leak(),
        steps: 1 + q.w / 8 % 4,
        overrides: overrides.leak(),
    }
}

/// Cells of every kind and place.
const INOCULA: [Inoculum; 4] = [
    Inoculum { put: Put::Line(2), place: PutPlace::Shell, chance: 0.4 },
    Inoculum {
        put: Put::Effector { kind: EffectorKind::CTL, antigen: 15, origin: 2 },
        place: PutPlace::Interior,
        chance: 0.3,
    },
    Inoculum {
        put: Put::Line(1),
        place: PutPlace::Ball { centre_um: [70.0, 50.0, 30.0], radius_um: 90.0 },
        chance: 1.0,
    },
    Inoculum {
        put: Put::Effector { kind: EffectorKind::LAK, antigen: 0, origin: 1 },
        place: PutPlace::Shell,
        chance: 0.2,
    },
];

impl Ensemble {
    fn scenario(&self) -> Scenario {
        let overrides: Vec<(String, String)> = self
            .overrides
            .iter()
            .map(|(key, value)| ((*key).to_string(), (*value).to_string()))
            .collect();
        let mut scenario = Scenario::parse(LIVELY, "lively.toml", &overrides)
            .unwrap_or_else(|problems| panic!("{problems}"));
        scenario.run.host_step_h = scenario.run.tissue_step_h * f64::from(self.steps);
        scenario.sites.truncate(self.sites.len());
        scenario.tumours.retain(|tumour| tumour.site < self.sites.len());
        for (site, (cells, coarse)) in scenario.sites.iter_mut().zip(self.sites) {
            (site.cells, site.coarse) = (*cells, *coarse);
            site.dimensions = if cells[2] == 1 { 2 } else { 3 };
        }
        for (line, tumour) in scenario.tumours.iter_mut().enumerate() {
            let site = &scenario.sites[tumour.site];
            tumour.position_um = site.cells.map(|n| f64::from(n) * site.spacing_um / 2.0);
            let room = site.cells.iter().product::<u32>();
            scenario.params.insert(
                format!("tumour.{line}.cells"),
                Param::Fixed(f64::from((room / 3).clamp(2, 300))),
            );
        }
        scenario
    }

    /// The ensemble of that name.
    pub fn named(name: &str) -> &'static Ensemble {
        ENSEMBLES.iter().find(|ensemble| ensemble.name == name).expect("an ensemble of that name")
    }

    /// The ensemble of one of its animals.
    pub fn alone(&self, place: usize) -> Ensemble {
        Ensemble { replicates: &self.replicates[place..=place], ..*self }
    }

    /// Its world.
    pub fn world(&self) -> World {
        let scenario = self.scenario();
        let replicates = self.replicates;
        let animals: Vec<Animal> =
            replicates.iter().map(|replicate| scenario.draw(*replicate)).collect();
        World::new(&scenario, &animals).expect("its animals share a shape")
    }

    /// Signals of one host step, `[animal][site]`: depots of both kinds, arrivals, drugs, cells put
    /// in from the second hour on, and a resection in the third.
    pub fn signals(&self, hour: u32) -> Vec<Vec<SiteSignal>> {
        let of = |replicate: u32, site: usize| SiteSignal {
            plasma_il2_pm: 3.0 * f64::from(hour + 1),
            depot_il2_pm: if (hour + replicate).is_multiple_of(2) { 4000.0 } else { 0.0 },
            depot_place: if replicate.is_multiple_of(3) {
                DepotPlace::Interior
            } else {
                DepotPlace::Shell
            },
            arrivals: std::array::from_fn(|group| {
                [5 + replicate, 4, 1, 2][group % 4]
                    + 2 * site as u32 * u32::from(group == EffectorKind::LAK.group(0))
            }),
            programmed: [0.4; GROUPS],
            t_scale: 0.9,
            nk_scale: 0.7,
            resection: (hour == 2 && replicate != 1).then_some(Resection {
                residue_cells: 6.0,
                direction_turns: 0.3,
                margin_um: 45.0,
            }),
            inocula: if hour == 0 {
                Vec::new()
            } else {
                INOCULA[(hour + replicate) as usize % 3..].to_vec()
            },
            drugs: DrugEffect {
                tumour_kill_per_h: 0.1 * f64::from(hour),
                growth: 0.8,
                interferon: 0.1,
                effector_kill_per_h: of_the_first(&[0.01, 0.02, 0.03, 0.04, 0.05]),
            },
            rejection_per_h: [0.2, 0.3, 0.4],
            ..SiteSignal::default()
        };
        self.replicates
            .iter()
            .map(|replicate| (0..self.sites.len()).map(|site| of(*replicate, site)).collect())
            .collect()
    }
}
