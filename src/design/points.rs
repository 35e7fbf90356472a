//! The points of a design, in order.

use super::{Design, DesignKey, DesignKind, Levels, Sample, cube};

impl Design {
    /// All points, in order. Only for designs whose count is known to fit.
    pub fn points(&self, seed: u64) -> Vec<Sample> {
        if self.kind.is_sampled() {
            return cube::points(self, seed).into_iter().map(|unit| self.sample(unit)).collect();
        }
        let pick = |at: &dyn Fn(usize) -> usize| {
            let values =
                self.keys.iter().enumerate().map(|(k, key)| key.levels.values()[at(k)].clone());
            Sample { values: values.collect(), unit: Vec::new() }
        };
        let lengths: Vec<usize> = self.keys.iter().map(|key| key.levels.count()).collect();
        let count = self.count().map_or(0, |count| count as usize);
        match self.kind {
            DesignKind::Grid => {
                let stride = |k: usize| lengths[k + 1..].iter().product::<usize>();
                (0..count).map(|point| pick(&|k| point / stride(k) % lengths[k])).collect()
            }
            DesignKind::OneAtATime => {
                let mut samples = vec![pick(&|_| 0)];
                for (moved, length) in lengths.iter().enumerate() {
                    samples.extend(
                        (1..*length).map(|value| pick(&|k| if k == moved { value } else { 0 })),
                    );
                }
                samples
            }
            _ => (0..count).map(|point| pick(&|_| point)).collect(),
        }
    }

    fn sample(&self, unit: Vec<f64>) -> Sample {
        let value = |(key, u): (&DesignKey, &f64)| match &key.levels {
            Levels::Range(range) => range.node(*u),
            Levels::Values(values) => values[0].clone(),
        };
        Sample { values: self.keys.iter().zip(&unit).map(value).collect(), unit }
    }
}
