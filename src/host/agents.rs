//! Drugs other than interleukin-2, antibodies and radiation: one table of what each does, one level
//! of each.
//!
//! In: doses. Out: over each step exact means of the level, of the hazards that follow it, and of
//! what it leaves of growth.
//!
//! ```text
//! dL/dt = -k L, k = ln2 / half_life, a dose adds dose / reference_dose
//! hazard of a kind of cell     n ln10 k L                       (a reference dose then kills n
//! logs in all, whatever its half-life) growth                       1 / (1 + a L), a = g / (1 - g)
//!   (the part g is inhibited at the reference level) drive of MHC class I         a L / (1 + a L),
//!   as growth; influx of NK cells times 1 + gain L / (1 + L)
//! ```
//! The mean of 1 / (1 + a L) over t is 1 + ln((1 + a L e^(-kt)) / (1 + a L)) / (k t). Agents add
//! their hazards; their growth factors multiply (means of each). A level below a billionth of the
//! reference dose is gone.

use serde::{Deserialize, Serialize};

use super::lymphoid::Kills;
use crate::keys::{AgentKeys, Number, agent_keys};
use crate::scenario::types::{Agent, Animal};

/// Agents with their keys, in the order of the state.
pub const AGENTS: [(Agent, &AgentKeys); 13] = [
    (Agent::Cyclophosphamide, &agent_keys::CYCLOPHOSPHAMIDE),
    (Agent::Ifosfamide, &agent_keys::IFOSFAMIDE),
    (Agent::Fludarabine, &agent_keys::FLUDARABINE),
    (Agent::Fluorouracil, &agent_keys::FLUOROURACIL),
    (Agent::Cisplatin, &agent_keys::CISPLATIN),
    (Agent::RetinoicAcid, &agent_keys::RETINOIC_ACID),
    (Agent::InterferonAlpha, &agent_keys::INTERFERON_ALPHA),
    (Agent::InterferonGamma, &agent_keys::INTERFERON_GAMMA),
    (Agent::AntiCd4, &agent_keys::ANTI_CD4),
    (Agent::AntiCd8, &agent_keys::ANTI_CD8),
    (Agent::AntiNk, &agent_keys::ANTI_NK),
    (Agent::AntiCd25, &agent_keys::ANTI_CD25),
    (Agent::Irradiation, &agent_keys::IRRADIATION),
];

/// Level below which an agent is gone.
const GONE: f64 = 1e-9;

/// What one agent does; hazards 1/h at the reference level.
#[derive(Clone, Debug, PartialEq)]
pub struct Potency {
    /// Dose that the other numbers hold for.
    pub reference_dose: f64,
    /// Elimination, 1/h.
    pub elimination: f64,
    /// Killing of tumour and vaccine cells.
    pub tumour_kill: f64,
    /// Killing of the host's and transferred cells.
    pub kills: Kills,
    /// a of the growth factor.
    pub growth: f64,
    /// a of the drive of MHC class I.
    pub interferon: f64,
    /// Gain of the influx of NK cells.
    pub nk_stimulation: f64,
}

/// All agents of one animal.
#[derive(Clone, Debug, PartialEq)]
pub struct DrugTable(Vec<Potency>);

/// Levels now, in reference doses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrugLevels(Vec<f64>);

/// What all agents together do over a step (until [`DrugEffects::finish`]: integrals of each).
#[derive(Clone, Debug, PartialEq)]
pub struct DrugEffects {
    span_h: f64,
    /// Integrals of level, of what growth loses, of the drive, of L / (1 + L), for each agent.
    each: Vec<[f64; 4]>,
    /// Killing of tumour and vaccine cells, 1/h.
    pub tumour_kill: f64,
    /// Killing of other cells, 1/h.
    pub kills: Kills,
    /// What is left of tumour growth, 0 to 1.
    pub growth: f64,
    /// Systemic drive of MHC class I, 0 to 1.
    pub interferon: f64,
    /// Factor on the influx of NK cells, at least 1.
    pub nk_gain: f64,
}

impl DrugTable {
    /// One animal's table. A key that an agent does not have is 0.
    pub fn new(animal: &Animal) -> DrugTable {
        DrugTable(AGENTS.iter().map(|(_, keys)| Potency::new(animal, keys)).collect())
    }
}

impl Potency {
    fn new(animal: &Animal, keys: &AgentKeys) -> Potency {
        let of = |key: Option<&'static Number>| key.map_or(0.0, |key| animal.get(key));
        let elimination = core::f64::consts::LN_2 / animal.get(keys.half_life);
        let hazard = |key| of(key) * core::f64::consts::LN_10 * elimination;
        let odds = |part: f64| part / (1.0 - part);
        Potency {
            reference_dose: animal.get(keys.reference_dose),
            elimination,
            tumour_kill: hazard(keys.tumour_kill),
            kills: Kills {
                t_cell: hazard(keys.t_cell_kill),
                expanding: hazard(keys.expanding_t_cell_kill),
                helper: hazard(keys.helper_kill),
                cytotoxic: hazard(keys.ctl_kill),
                nk: hazard(keys.nk_kill),
                treg: hazard(keys.treg_kill),
                precursor: hazard(keys.precursor_kill),
            },
            growth: odds(of(keys.growth_inhibition)),
            interferon: odds(of(keys.interferon_drive)),
            nk_stimulation: of(keys.nk_stimulation),
        }
    }
}

/// Integral over `dt_h` of a L / (1 + a L) for a level that decays at `k`.
fn occupied(a: f64, level: f64, k: f64, dt_h: f64) -> f64 {
    // ln((1 + a L) / (1 + a L e^(-kt))) / k, written so that small levels keep their digits
    let end = level * libm::exp(-k * dt_h);
    libm::log1p(a * (level - end) / (1.0 + a * end)) / k
}

impl DrugLevels {
    /// None of any agent.
    pub fn none() -> DrugLevels {
        DrugLevels(vec![0.0; AGENTS.len()])
    }

    /// Gives a dose, in the agent's unit.
    pub fn give(&mut self, table: &DrugTable, agent: Agent, dose: f64) {
        let i = AGENTS
            .iter()
            .position(|(known, _)| *known == agent)
            .expect("every agent is in the table");
        self.0[i] += dose / table.0[i].reference_dose;
    }

    /// Levels by agent.
    pub fn all(&self) -> &[f64] {
        &self.0
    }

    /// Whether the bytes are of as many agents.
    pub fn fits(&self, other: &DrugLevels) -> bool {
        self.0.len() == other.0.len()
    }

    /// Advances over a span without doses and adds its integrals to `effects`.
    pub fn advance(&mut self, table: &DrugTable, dt_h: f64, effects: &mut DrugEffects) {
        effects.span_h += dt_h;
        for ((level, potency), sums) in self.0.iter_mut().zip(&table.0).zip(&mut effects.each) {
            if *level == 0.0 {
                continue;
            }
            let k = potency.elimination;
            sums[0] += *level * -libm::expm1(-k * dt_h) / k;
            for (sum, a) in sums[1..].iter_mut().zip([potency.growth, potency.interferon, 1.0]) {
                *sum += occupied(a, *level, k, dt_h);
            }
            *level *= libm::exp(-k * dt_h);
            if *level < GONE {
                *level = 0.0;
            }
        }
    }
}

impl DrugEffects {
    /// Nothing yet.
    pub fn none() -> DrugEffects {
        DrugEffects {
            span_h: 0.0,
            each: vec![[0.0; 4]; AGENTS.len()],
            tumour_kill: 0.0,
            kills: Kills::default(),
            growth: 1.0,
            interferon: 0.0,
            nk_gain: 1.0,
        }
    }

    /// Turns the integrals into means.
    pub fn finish(&mut self, table: &DrugTable) {
        let mut free_of_drive = 1.0;
        for (sums, potency) in self.each.iter().zip(&table.0).filter(|(sums, _)| sums[0] > 0.0) {
            let [level, growth, drive, half] = sums.map(|sum| sum / self.span_h);
            self.tumour_kill += potency.tumour_kill * level;
            let (all, own) = (&mut self.kills, &potency.kills);
            all.t_cell += own.t_cell * level;
            all.expanding += own.expanding * level;
            all.helper += own.helper * level;
            all.cytotoxic += own.cytotoxic * level;
            all.nk += own.nk * level;
            all.treg += own.treg * level;
            all.precursor += own.precursor * level;
            self.growth *= (1.0 - growth).max(0.0);
            free_of_drive *= (1.0 - drive).max(0.0);
            self.nk_gain += potency.nk_stimulation * half;
        }
        self.interferon = 1.0 - free_of_drive;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;

    /// An agent that does all that any agent does.
    static EVERYTHING: AgentKeys = AgentKeys {
        helper_kill: agent_keys::ANTI_CD4.helper_kill,
        ctl_kill: agent_keys::ANTI_CD8.ctl_kill,
        growth_inhibition: agent_keys::RETINOIC_ACID.growth_inhibition,
        interferon_drive: agent_keys::INTERFERON_ALPHA.interferon_drive,
        nk_stimulation: agent_keys::INTERFERON_ALPHA.nk_stimulation,
        ..agent_keys::CYCLOPHOSPHAMIDE
    };

    /// That agent in the place of each, with these values; a half-life of 2 h, a reference dose of
    /// 200, and 0 where nothing is given.
    fn table(given: &[(&str, f64)]) -> DrugTable {
        let value = |path: &str| {
            let leaf = path.rsplit('.').next().unwrap();
            let usual = match leaf {
                "half_life" => 2.0,
                "reference_dose" => 200.0,
                _ => 0.0,
            };
            given.iter().find(|(known, _)| *known == leaf).map_or(usual, |(_, value)| *value)
        };
        let values = keys::all_keys().map(|key| (key.path.to_string(), value(key.path))).collect();
        let animal = Animal { replicate: 0, values };
        DrugTable(AGENTS.iter().map(|_| Potency::new(&animal, &EVERYTHING)).collect())
    }

    /// Means over `spans` after one dose at the start.
    fn course(table: &DrugTable, dose: f64, spans: &[f64]) -> DrugEffects {
        let mut levels = DrugLevels::none();
        let mut effects = DrugEffects::none();
        levels.give(table, Agent::Cyclophosphamide, dose);
        for span in spans {
            levels.advance(table, *span, &mut effects);
        }
        effects.finish(table);
        effects
    }

    #[test]
    fn a_reference_dose_kills_its_logs_whatever_its_half_life() {
        for half_life in [0.25, 2.0, 48.0] {
            let table =
                table(&[("tumour_kill", 2.0), ("treg_kill", 1.5), ("half_life", half_life)]);
            let long = 60.0 * half_life;
            for (dose, part) in [(200.0, 1.0), (50.0, 0.25)] {
                let effects = course(&table, dose, &[long]);
                let logs = [effects.tumour_kill, effects.kills.treg]
                    .map(|hazard| hazard * long / std::f64::consts::LN_10);
                assert!(
                    (logs[0] - 2.0 * part).abs() < 1e-8 && (logs[1] - 1.5 * part).abs() < 1e-8,
                    "{logs:?}"
                );
                assert_eq!(effects.kills.nk, 0.0);
            }
        }
    }

    #[test]
    fn growth_falls_by_its_part_at_the_reference_level() {
        let table = table(&[
            ("growth_inhibition", 0.3),
            ("interferon_drive", 0.6),
            ("nk_stimulation", 2.0),
            ("half_life", 1e6),
        ]);
        let effects = course(&table, 200.0, &[0.01]);
        assert!(
            (effects.growth - 0.7).abs() < 1e-6
                && (effects.interferon - 0.6).abs() < 1e-6
                && (effects.nk_gain - 2.0).abs() < 1e-6
        );
    }

    #[test]
    fn means_are_exact_and_do_not_depend_on_the_steps() {
        let table =
            table(&[("growth_inhibition", 0.8), ("interferon_drive", 0.5), ("nk_kill", 1.0)]);
        let (whole, parts) = (course(&table, 700.0, &[6.0]), course(&table, 700.0, &[0.5; 12]));
        let k = std::f64::consts::LN_2 / 2.0;
        // Simpson's rule, 2,000 panels.
        let simpson = |f: &dyn Fn(f64) -> f64| {
            let h = 6.0 / 2000.0;
            (0..2000)
                .map(|i| {
                    let t = h * f64::from(i);
                    (f(t) + 4.0 * f(t + h / 2.0) + f(t + h)) / 12_000.0
                })
                .sum::<f64>()
        };
        let level = |t: f64| 3.5 * (-k * t).exp();
        let growth = simpson(&|t| 1.0 / (1.0 + 4.0 * level(t)));
        let drive = simpson(&|t| level(t) / (1.0 + level(t)));
        for effects in [whole, parts] {
            assert!((effects.growth - growth).abs() < 1e-11, "{} {growth}", effects.growth);
            assert!((effects.interferon - drive).abs() < 1e-11, "{} {drive}", effects.interferon);
            assert!(
                (effects.kills.nk - std::f64::consts::LN_10 * k * simpson(&level)).abs() < 1e-11
            );
        }
    }

    #[test]
    fn nothing_given_does_nothing() {
        let table =
            table(&[("tumour_kill", 2.0), ("interferon_drive", 0.9), ("growth_inhibition", 0.9)]);
        let effects = course(&table, 0.0, &[1.0]);
        assert_eq!(
            (effects.tumour_kill, effects.growth, effects.interferon, effects.nk_gain),
            (0.0, 1.0, 0.0, 1.0)
        );
        assert_eq!(effects.kills, Kills::default());
    }
}
