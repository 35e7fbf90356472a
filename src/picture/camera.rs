//! Where a volume is seen from.

use glam::DMat3;

/// Where a volume is seen from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Turned about the vertical, degrees; 0 looks along z.
    pub turn_deg: f64,
    /// Raised, degrees: 0 from the side, 90 from above.
    pub tilt_deg: f64,
    /// Whether the eighth of the box nearest to the camera is left out, to look inside.
    pub cut: bool,
}

impl Camera {
    /// Towards a corner, a little from above, the nearest eighth cut out.
    pub const FIRST: Camera = Camera { turn_deg: 45.0, tilt_deg: 25.0, cut: true };

    /// The same camera so many degrees farther round.
    #[must_use]
    pub fn turned(self, by_deg: f64) -> Camera {
        Camera { turn_deg: self.turn_deg + by_deg, ..self }
    }

    /// From the lattice's axes (x right, y down, z away) to the viewer's (right, down, away).
    pub(super) fn view(self) -> DMat3 {
        DMat3::from_rotation_x(self.tilt_deg.to_radians())
            * DMat3::from_rotation_y(self.turn_deg.to_radians())
    }
}
