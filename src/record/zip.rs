//! Zip archives of stored (not compressed) files, written as a stream (APPNOTE 6.3).
//!
//! In: names, lengths and bytes. Out: the archive. Its bytes follow from these alone: every file
//! carries the first date that a zip can say. Files and archives beyond 4 GiB, and more than 65,534
//! files, are written in the form zip64.

use std::io::{self, Seek, SeekFrom, Write};

use flate2::Crc;

/// 1980-01-01 00:00.
const DATE: u16 = (1 << 5) | 1;

/// What stands for a number that is in the extra field.
const ELSEWHERE: u32 = u32::MAX;

/// Place of the checksum behind the start of a file's header.
const CRC_PLACE: u64 = 14;

/// A file that is being written.
struct Open {
    name: String,
    bytes: u64,
    begins: u64,
    written: u64,
    crc: Crc,
}

/// A zip archive that is being written.
pub(crate) struct ZipWriter<W> {
    to: W,
    /// Length of what was written.
    length: u64,
    open: Option<Open>,
    directory: Vec<u8>,
    files: u64,
}

impl<W: Write + Seek> ZipWriter<W> {
    /// An archive that begins where `to` is empty.
    pub(crate) fn new(to: W) -> ZipWriter<W> {
        ZipWriter { to, length: 0, open: None, directory: Vec::new(), files: 0 }
    }

    /// A whole file.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.begin(name, bytes.len() as u64)?;
        self.write(bytes)?;
        self.end()
    }

    /// Begins a file of so many bytes.
    pub(crate) fn begin(&mut self, name: &str, bytes: u64) -> io::Result<()> {
        let open =
            Open { name: name.to_owned(), bytes, begins: self.length, written: 0, crc: Crc::new() };
        let mut header = b"PK\x03\x04".to_vec();
        let extra = zip64_field(&if is_long(bytes) { vec![bytes, bytes] } else { vec![] });
        header.extend(facts(&open, version(bytes), &extra));
        header.extend(name.as_bytes());
        header.extend(extra);
        self.open = Some(open);
        self.append(&header)
    }

    /// Adds bytes to the file that was begun.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.crc.update(bytes);
            open.written += bytes.len() as u64;
        }
        self.append(bytes)
    }

    /// Ends the file that was begun.
    ///
    /// # Errors
    /// Where it has other than the bytes that were announced.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        if open.written != open.bytes {
            let what = format!("{}: {} bytes of {}", open.name, open.written, open.bytes);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        self.to.seek(SeekFrom::Start(open.begins + CRC_PLACE))?;
        self.to.write_all(&open.crc.sum().to_le_bytes())?;
        self.to.seek(SeekFrom::Start(self.length))?;
        self.files += 1;
        self.enter(&open);
        Ok(())
    }

    /// Enters a file into the directory at the archive's end.
    fn enter(&mut self, open: &Open) {
        let mut long = if is_long(open.bytes) { vec![open.bytes; 2] } else { vec![] };
        long.extend(is_long(open.begins).then_some(open.begins));
        let extra = zip64_field(&long);
        let needed = version(open.bytes.max(open.begins));
        // Made by a system that says nothing of permissions.
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(facts(open, needed, &extra));
        // No comment, disk 0, attributes 0.
        self.directory.extend([0; 10]);
        self.directory.extend(short_of(open.begins).to_le_bytes());
        self.directory.extend(open.name.as_bytes());
        self.directory.extend(extra);
    }

    /// Writes the directory; gives back what was written to.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let (begins, bytes) = (self.length, self.directory.len() as u64);
        let mut end = std::mem::take(&mut self.directory);
        let few = u16::try_from(self.files).ok().filter(|&few| few != u16::MAX);
        if few.is_none() || is_long(begins) || is_long(bytes) {
            let here = begins + bytes;
            end.extend(b"PK\x06\x06");
            end.extend(44_u64.to_le_bytes());
            end.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for long in [self.files, self.files, bytes, begins] {
                end.extend(long.to_le_bytes());
            }
            end.extend(b"PK\x06\x07\x00\x00\x00\x00");
            end.extend(here.to_le_bytes());
            end.extend(1_u32.to_le_bytes());
        }
        end.extend(b"PK\x05\x06\x00\x00\x00\x00");
        end.extend([few.unwrap_or(u16::MAX).to_le_bytes(); 2].concat());
        end.extend(short_of(bytes).to_le_bytes());
        end.extend(short_of(begins).to_le_bytes());
        end.extend([0; 2]);
        self.append(&end)?;
        Ok(self.to)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }
}

/// Whether a number needs the form zip64.
fn is_long(number: u64) -> bool {
    number >= u64::from(ELSEWHERE)
}

/// A number of four bytes, or the word that it stands elsewhere.
fn short_of(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(ELSEWHERE)
}

/// Version that is needed to unpack it: 2.0, or 4.5 for zip64.
fn version(number: u64) -> u16 {
    if is_long(number) { 45 } else { 20 }
}

/// The extra field with long numbers; nothing where there are none.
fn zip64_field(long: &[u64]) -> Vec<u8> {
    if long.is_empty() {
        return Vec::new();
    }
    let mut field = 1_u16.to_le_bytes().to_vec();
    field.extend((8 * long.len() as u16).to_le_bytes());
    field.extend(long.iter().flat_map(|number| number.to_le_bytes()));
    field
}

/// What both headers of a file say: version, flags, stored, time, date, checksum, sizes, lengths of
/// name and extra field.
fn facts(open: &Open, version: u16, extra: &[u8]) -> Vec<u8> {
    // Bit 11: the name is UTF-8.
    let flags = if open.name.is_ascii() { 0 } else { 1 << 11 };
    let mut facts = Vec::new();
    for short in [version, flags, 0, 0, DATE] {
        facts.extend(short.to_le_bytes());
    }
    for long in [open.crc.sum(), short_of(open.bytes), short_of(open.bytes)] {
        facts.extend(long.to_le_bytes());
    }
    facts.extend((open.name.len() as u16).to_le_bytes());
    facts.extend((extra.len() as u16).to_le_bytes());
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn the_bytes_are_those_of_the_form() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.put("a.txt", b"123456789").unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        // 0xcbf43926 is the published check value of CRC-32.
        let facts = b"\x14\0\0\0\0\0\0\0\x21\0\x26\x39\xf4\xcb\x09\0\0\0\x09\0\0\0\x05\0\0\0";
        let mut wanted = [b"PK\x03\x04", &facts[..], b"a.txt123456789"].concat();
        wanted.extend([b"PK\x01\x02\x14\0", &facts[..], &[0; 14], b"a.txt"].concat());
        wanted.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x33\0\0\0\x2c\0\0\0\0\0");
        assert_eq!(bytes, wanted);
    }

    #[test]
    fn a_file_of_another_length_than_announced_is_refused() {
        for bytes in [b"short".as_slice(), b"far too long"] {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            zip.begin("a.txt", 9).unwrap();
            zip.write(bytes).unwrap();
            assert_eq!(zip.end().unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }

    #[test]
    fn long_numbers_stand_in_the_form_zip64() {
        let field = b"\x01\0\x10\0\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(zip64_field(&[u64::from(u32::MAX); 2]), field);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..65_535 {
            zip.put(&number.to_string(), b"").unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        let end = &bytes[bytes.len() - 98..];
        assert!(end.starts_with(b"PK\x06\x06") && end[56..].starts_with(b"PK\x06\x07"));
        assert_eq!(end[24..32], 65_535_u64.to_le_bytes());
        assert_eq!(end[76..][..12], *b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff");
    }
}
