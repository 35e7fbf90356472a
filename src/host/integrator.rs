//! The classical Runge-Kutta rule.
//!
//! In: values, their time derivative, a span and the longest part of it. Out: the values after the
//! span, stepped in equal parts.

/// Advances `y` by `dt_h` in equal parts of at most `longest_h`; `slope` writes the derivative of
/// its first argument into its second.
pub(super) fn runge_kutta(
    y: &mut [f64],
    dt_h: f64,
    longest_h: f64,
    mut slope: impl FnMut(&[f64], &mut [f64]),
) {
    let parts = libm::ceil(dt_h / longest_h).max(1.0);
    let h = dt_h / parts;
    let n = y.len();
    let (mut probe, mut k, mut sum) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    for _ in 0..parts as u32 {
        slope(y, &mut k);
        for i in 0..n {
            sum[i] = k[i];
            probe[i] = y[i] + 0.5 * h * k[i];
        }
        for step in [0.5 * h, h] {
            slope(&probe, &mut k);
            for i in 0..n {
                sum[i] += 2.0 * k[i];
                probe[i] = y[i] + step * k[i];
            }
        }
        slope(&probe, &mut k);
        for i in 0..n {
            y[i] += h / 6.0 * (sum[i] + k[i]);
        }
    }
}
