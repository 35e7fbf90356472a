//! Sobol' sequences with the direction numbers of Joe and Kuo (2008), in Gray-code order (Antonov
//! and Saleev 1979), not scrambled.
//!
//! In: a number of dimensions. Out: points of the unit cube, the first of which is the origin.

/// Bits of a coordinate.
const BITS: usize = 32;

/// Dimensions that the table holds.
pub(crate) const DIMENSIONS: usize = 128;

/// One line a dimension: the primitive polynomial's bits as a number, then the first direction
/// integers.
const TABLE: &str = include_str!("joe-kuo.txt");

/// A Sobol' sequence.
pub(super) struct Sobol {
    /// Direction numbers of each dimension.
    directions: Vec<[u32; BITS]>,
    /// The present point.
    state: Vec<u32>,
    /// Its number.
    index: u32,
}

impl Sobol {
    /// The sequence from its first point on; at most [`DIMENSIONS`] dimensions.
    pub(super) fn new(dimensions: usize) -> Sobol {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).take(dimensions);
        let directions: Vec<[u32; BITS]> =
            rows.enumerate().map(|(dimension, row)| directions(dimension, row)).collect();
        assert_eq!(
            directions.len(),
            dimensions,
            "the loader of studies refuses more dimensions than the table has"
        );
        Sobol { state: vec![0; dimensions], directions, index: 0 }
    }
}

/// The direction numbers of a row: v(i) by the recurrence of its polynomial.
fn directions(dimension: usize, row: &str) -> [u32; BITS] {
    let mut numbers =
        row.split(' ').map(|number| number.parse::<u32>().expect("the table holds numbers"));
    let polynomial = numbers.next().expect("a row begins with its polynomial");
    let mut v = [0; BITS];
    if dimension == 0 {
        for (i, v) in v.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - i);
        }
        return v;
    }
    let degree = BITS - 1 - polynomial.leading_zeros() as usize;
    for (i, m) in numbers.enumerate().take(degree) {
        v[i] = m << (BITS - 1 - i);
    }
    for i in degree..BITS {
        v[i] = v[i - degree] ^ (v[i - degree] >> degree);
        for k in 1..degree {
            if polynomial >> (degree - k) & 1 == 1 {
                v[i] ^= v[i - k];
            }
        }
    }
    v
}

impl Iterator for Sobol {
    type Item = Vec<f64>;

    fn next(&mut self) -> Option<Vec<f64>> {
        let point = self.state.iter().map(|&word| f64::from(word) / 4_294_967_296.0).collect();
        let changed = self.index.trailing_ones() as usize;
        self.index = self.index.checked_add(1)?;
        for (state, directions) in self.state.iter_mut().zip(&self.directions) {
            *state ^= directions[changed];
        }
        Some(point)
    }
}
