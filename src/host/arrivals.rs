//! Effector cells that try to enter a site during one host step.
//!
//! In: blood pools, the site's mean responses to interleukin-2, suppression by burden. Out: influx
//! of each kind, cells per mm2 of one cell layer and hour, and Poisson numbers of arrivals drawn
//! from a stream of uniforms.
//!
//! ```text
//! CTL    ctl B [r + (1 - r) H_T] sz, r = e + (1 - e) H(W; memory_half, 2),
//!        e = rest (1 - E / B) + programmed E / B             helper: helper_share of it
//!        effectors among them: those of the second part
//! NK     nk competence NK (1 + gain h)                      LAK: lak competence LAK
//! Treg   turnover R0 (1 + (T/Ts)^2)              resident kinds: turnover density
//! ```

use crate::kinds::{self, EFFECTORS, KINDS};

/// One animal's constants; influx 1/mm2/h, rates 1/h.
#[derive(Clone, Debug, PartialEq)]
pub struct Influx {
    /// CTL for one pool unit at full homing.
    pub ctl: f64,
    /// Part that needs no interleukin-2.
    pub ctl_at_rest: f64,
    /// The same of effectors that much interleukin-2 made.
    pub ctl_programmed: f64,
    /// Mature memory at which half of the T cells come without interleukin-2, pool units.
    pub memory_half: f64,
    /// Helper T cells for each CTL.
    pub helper_share: f64,
    /// NK for normal blood at rest.
    pub nk: f64,
    /// Gain of NK influx at full LAK drive.
    pub nk_il2_gain: f64,
    /// The animal's NK competence.
    pub nk_competence: f64,
    /// LAK for one pool unit.
    pub lak: f64,
    /// Treg density at rest, 1/mm2.
    pub treg_density: f64,
    /// Treg turnover, 1/h.
    pub treg_turnover: f64,
    /// Of each resident kind: turnover times resting density, 1/mm2/h.
    pub resident: [f64; EFFECTORS],
}

/// What drives the influx into one site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Blood T cells of the clones whose antigen the site's tumours carry.
    pub ctl: f64,
    /// Part of them that much interleukin-2 made effectors.
    pub programmed: f64,
    /// Mature memory of the same clones.
    pub memory: f64,
    /// NK cells in blood.
    pub nk: f64,
    /// LAK in blood.
    pub lak: f64,
    /// Mean T-cell response at the site.
    pub t_response: f64,
    /// The site's LAK drive, low-passed.
    pub lak_response: f64,
    /// (T / Ts)^2 of the animal's burden.
    pub crowd: f64,
}

impl Influx {
    /// Homing of T cells into a site, 0 to 1: of all, and the part of it that effectors make.
    fn homing(&self, pull: &Pull) -> (f64, f64) {
        let square = pull.memory * pull.memory;
        let remembered = square / (square + self.memory_half * self.memory_half);
        let of = |own: f64| {
            let rest = own + (1.0 - own) * remembered;
            rest + (1.0 - rest) * pull.t_response
        };
        let effectors = pull.programmed * of(self.ctl_programmed);
        (effectors + (1.0 - pull.programmed) * of(self.ctl_at_rest), effectors)
    }

    /// Part of the T cells that enter a site which are effectors by programme, 0 to 1.
    pub fn programmed_share(&self, pull: &Pull) -> f64 {
        let (all, effectors) = self.homing(pull);
        if all > 0.0 { (effectors / all).min(1.0) } else { 0.0 }
    }

    /// Influx of each kind, cells/mm2/h.
    pub fn per_mm2(&self, pull: &Pull) -> [f64; EFFECTORS] {
        let (homing, _) = self.homing(pull);
        let ctl = self.ctl * pull.ctl * homing * super::burden::suppression(pull.crowd);
        std::array::from_fn(|kind| match KINDS[kind].influx {
            kinds::Entry::Ctl => ctl,
            kinds::Entry::Helper => self.helper_share * ctl,
            kinds::Entry::Nk => {
                let drive = 1.0 + self.nk_il2_gain * pull.lak_response;
                self.nk * self.nk_competence * pull.nk * drive
            }
            kinds::Entry::Lak => self.lak * self.nk_competence * pull.lak,
            kinds::Entry::Treg => self.treg_turnover * self.treg_density * (1.0 + pull.crowd),
            kinds::Entry::Resident => self.resident[kind],
            kinds::Entry::None => 0.0,
        })
    }
}

/// Mean from which the transformed rejection takes over from the sum of exponentials.
const REJECTION_FROM: f64 = 10.0;

/// A Poisson number of the given mean, from a stream of uniforms in (0, 1).
///
/// Small means: uniforms multiplied until their product falls below exp(-mean). Others: transformed
/// rejection with squeeze (PTRS, Hoermann 1993, Insurance: Mathematics and Economics 12:39-45),
/// exact up to rounding, with `libm`'s functions so that every machine draws the same.
pub fn poisson(mean: f64, uniform: &mut impl FnMut() -> f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    if mean < REJECTION_FROM {
        let limit = libm::exp(-mean);
        let mut product = uniform();
        let mut count = 0;
        while product > limit {
            product *= uniform();
            count += 1;
        }
        return count;
    }
    let log_mean = libm::log(mean);
    let b = 0.931 + 2.53 * libm::sqrt(mean);
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let accept = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = uniform() - 0.5;
        let v = uniform();
        let us = 0.5 - u.abs();
        let k = libm::floor((2.0 * a / us + b) * u + mean + 0.43);
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let quick = us >= 0.07 && v <= accept;
        if quick
            || libm::log(v * inverse_alpha / (a / (us * us) + b))
                <= k * log_mean - mean - libm::lgamma(k + 1.0)
        {
            return k.min(f64::from(u32::MAX)) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::stream::{Stream, uniform};

    fn influx() -> Influx {
        Influx {
            ctl: 24.0,
            ctl_at_rest: 0.05,
            ctl_programmed: 0.4,
            memory_half: 0.1,
            helper_share: 0.3,
            nk: 1.0,
            nk_il2_gain: 3.8,
            nk_competence: 2.0,
            lak: 0.5,
            treg_density: 6.0,
            treg_turnover: 0.01,
            resident: [0.0; EFFECTORS],
        }
    }

    #[test]
    fn influx_follows_its_formula_for_each_kind() {
        let pull = Pull {
            ctl: 0.5,
            programmed: 0.0,
            memory: 0.0,
            nk: 1.5,
            lak: 3.0,
            t_response: 0.2,
            lak_response: 0.5,
            crowd: 1.0,
        };
        let ctl = 24.0 * 0.5 * (0.05 + 0.95 * 0.2) / 2.0;
        let expected = [ctl, 0.3 * ctl, 2.0 * 1.5 * (1.0 + 1.9), 0.5 * 2.0 * 3.0, 0.01 * 6.0 * 2.0];
        for (got, expected) in influx().per_mm2(&pull).into_iter().zip(expected) {
            assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
    }

    #[test]
    fn t_cells_without_interleukin_2_hardly_enter_unless_they_remember() {
        let pull = |t_response, memory| Pull {
            ctl: 1.0,
            programmed: 0.0,
            memory,
            nk: 1.0,
            lak: 0.0,
            t_response,
            lak_response: 0.0,
            crowd: 0.0,
        };
        let came = |t_response, memory| influx().per_mm2(&pull(t_response, memory))[0];
        let full = came(1.0, 0.0);
        assert!((came(0.0, 0.0) / full - 0.05).abs() < 1e-12);
        assert!(
            (came(0.0, 0.1) / full - 0.525).abs() < 1e-12 && came(1.0, 0.1) == full,
            "unless there is memory"
        );
        let programmed = |share| influx().per_mm2(&Pull { programmed: share, ..pull(0.0, 0.0) })[0];
        assert!((programmed(1.0) / full - 0.4).abs() < 1e-12, "or they are effectors");
        assert!((programmed(0.5) / full - 0.225).abs() < 1e-12);
    }

    #[test]
    fn effectors_are_the_larger_part_where_there_is_no_interleukin_2() {
        let share = |programmed, t_response| {
            influx().programmed_share(&Pull {
                ctl: 1.0,
                programmed,
                memory: 0.0,
                nk: 1.0,
                lak: 0.0,
                t_response,
                lak_response: 0.0,
                crowd: 0.0,
            })
        };
        // 0.4 of effectors and 0.05 of others come without it, all of both at full response.
        assert!((share(0.5, 0.0) - 0.4 / 0.45).abs() < 1e-12 && share(0.5, 1.0) == 0.5);
        assert!(share(0.0, 0.0) == 0.0 && share(1.0, 0.0) == 1.0);
    }

    #[test]
    fn poisson_numbers_have_their_mean_and_variance() {
        const DRAWS: u32 = 200_000;
        for (i, mean) in
            [0.003, 0.4, 3.0, 9.99, 10.01, 37.0, 900.0, 40_000.0].into_iter().enumerate()
        {
            let (mut sum, mut squares) = (0.0, 0.0);
            for draw in 0..DRAWS {
                let mut stream = Stream::new(1986, i as u32, 0, [draw, 0], rules::STREAM_HOST);
                let number = f64::from(poisson(mean, &mut || uniform(&mut stream))) - mean;
                sum += number;
                squares += number * number;
            }
            let n = f64::from(DRAWS);
            // Five standard errors: var(x) = mean, var((x - mean)^2) = mean + 2 mean^2.
            let (mean_error, variance_error) =
                (5.0 * (mean / n).sqrt(), 5.0 * ((mean + 2.0 * mean * mean) / n).sqrt());
            assert!((sum / n).abs() < mean_error, "mean {mean}: off by {}", sum / n);
            assert!(
                (squares / n - mean).abs() < variance_error,
                "variance of mean {mean}: {}",
                squares / n
            );
        }
    }

    #[test]
    fn small_poisson_numbers_have_their_probabilities() {
        // P(0), P(1), P(2) at mean 12, where rejection draws them rarely, and at 2; five standard
        // errors.
        const DRAWS: u32 = 200_000;
        for (mean, numbers) in [(2.0_f64, [0_u32, 1, 2]), (12.0, [5, 12, 20])] {
            let mut counts = [0_u32; 3];
            for draw in 0..DRAWS {
                let mut stream = Stream::new(7, 3, 0, [draw, 1], rules::STREAM_HOST);
                let number = poisson(mean, &mut || uniform(&mut stream));
                for (count, wanted) in counts.iter_mut().zip(numbers) {
                    *count += u32::from(number == wanted);
                }
            }
            for (count, k) in counts.into_iter().zip(numbers) {
                let k = f64::from(k);
                let p = libm::exp(k * libm::log(mean) - mean - libm::lgamma(k + 1.0));
                let n = f64::from(DRAWS);
                assert!(
                    (f64::from(count) / n - p).abs() < 5.0 * (p * (1.0 - p) / n).sqrt(),
                    "P({k}) at {mean}: {count}"
                );
            }
        }
    }

    #[test]
    fn no_mean_gives_no_cell() {
        assert_eq!(poisson(0.0, &mut || panic!("nothing is drawn")), 0);
    }
}
