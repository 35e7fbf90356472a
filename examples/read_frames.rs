//! Reading frames: `frames.bin` of a run's directory as counts, and its last frame as a PNG.
//!
//! ```sh
//! il2sim run scenarios/peritumoral.toml --until "day 5" --out runs/five-days
//! cargo run --release --example read_frames -- runs/five-days last.png
//! ```

#![allow(unreachable_pub, reason = "the tests call what is public")]
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::path::Path;

use il2sim::census::Frame;
use il2sim::frames::{FramesHeader, FramesReader};
use il2sim::picture::palette::{self, Colours, Layer};
use il2sim::picture::{Image, encode};

/// What was counted in one frame.
pub struct Counts {
    /// Replicate.
    pub replicate: u32,
    /// Name of the site.
    pub site: String,
    /// Time, h.
    pub time_h: f64,
    /// Lattice cells of each kind, in the order of the header's names of kinds.
    pub cells: Vec<usize>,
}

/// What the frames of a run hold.
pub struct Frames {
    /// Names of the kinds of cells.
    pub names: Vec<String>,
    /// One entry a frame.
    pub counts: Vec<Counts>,
    /// The last frame as a PNG, one pixel a lattice cell (of the middle slice).
    pub last: Vec<u8>,
}

/// Reads all frames of a run's directory.
pub fn read(directory: &Path) -> Result<Frames, Box<dyn Error>> {
    let mut frames = FramesReader::open(&directory.join("frames.bin"))?;
    let header = frames.header().clone();
    let mut counts = Vec::new();
    let mut last = None;
    for key in frames.list() {
        let frame = frames.read(key.replicate, key.site, key.step)?;
        let mut cells = vec![0; header.kind_names.len()];
        for kind in &frame.kind {
            cells[kind.index()] += 1;
        }
        counts.push(Counts {
            replicate: key.replicate,
            site: header.sites[key.site as usize].name.clone(),
            time_h: header.time_h(key.step),
            cells,
        });
        last = Some(frame);
    }
    let last = last.ok_or("the run has no frame: its scenario says `frames = []`")?;
    let last = encode(&painted(&header, &last), Colours::Standard);
    Ok(Frames { names: header.kind_names, counts, last })
}

/// The middle slice of a frame in the colours of the program's own pictures.
fn painted(header: &FramesHeader, frame: &Frame) -> Image {
    let [width, height, depth] =
        header.sites[frame.site as usize].cells.map(|cells| cells as usize);
    let first = depth / 2 * width * height;
    let colour = |i: usize| {
        palette::cell(Layer::Cells, frame.kind[i], frame.mhc[i], frame.il2[i], frame.ifng[i])
    };
    Image { width, height, pixels: (first..first + width * height).map(colour).collect() }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(directory), Some(png)) = (arguments.next(), arguments.next()) else {
        return Err("usage: read_frames DIR FILE.png".into());
    };
    let Frames { names, counts, last } = read(Path::new(&directory))?;
    for Counts { replicate, site, time_h, cells } in counts {
        let present = names.iter().zip(cells).filter(|(_, cells)| *cells > 0);
        let present: Vec<_> = present.map(|(name, cells)| format!("{name} {cells}")).collect();
        println!("{replicate} {site} {time_h} h: {}", present.join(", "));
    }
    std::fs::write(&png, last)?;
    println!("{png}");
    Ok(())
}
