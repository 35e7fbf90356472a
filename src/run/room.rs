//! What the system gives a run: memory under every limit that binds this process, and room on the
//! disk. Where a system does not say, nothing is refused.

use std::path::Path;

/// What there is, bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Room {
    /// The least of the machine's free memory, of the limits of the process and of its groups.
    pub memory: Option<u64>,
    /// Free for this user on the file system of a place.
    pub disk: Option<u64>,
}

impl Room {
    /// For a run whose directory is to stand at a place.
    pub(crate) fn at(place: &Path) -> Room {
        Room { memory: memory(), disk: disk(place) }
    }
}

/// Memory that this process can have.
#[cfg(target_os = "linux")]
pub(crate) fn memory() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let groups = groups(Path::new("/sys/fs/cgroup"), &read("/proc/self/cgroup"));
    let machine = read("/proc/meminfo");
    let free = field(&machine, "MemAvailable:")
        .map(|free| free + field(&machine, "SwapFree:").unwrap_or(0));
    let taken = field(&read("/proc/self/status"), "VmSize:").unwrap_or(0);
    let limit = |resource| rustix::process::getrlimit(resource).current;
    let of_process = limit(rustix::process::Resource::As).map(|most| most.saturating_sub(taken));
    [groups, free, of_process].into_iter().flatten().min()
}

/// Elsewhere the system is not asked.
#[cfg(not(target_os = "linux"))]
pub(crate) fn memory() -> Option<u64> {
    None
}

/// A number of kB in a table of the system, in bytes.
#[cfg(target_os = "linux")]
fn field(table: &str, name: &str) -> Option<u64> {
    let rest = table.lines().find_map(|line| line.strip_prefix(name))?;
    rest.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

/// The least limit of the process's control groups and of those above them; `list` is
/// `/proc/self/cgroup`. Of version 2 a line begins with `0::`, of version 1 it names its
/// controllers.
#[cfg(target_os = "linux")]
fn groups(root: &Path, list: &str) -> Option<u64> {
    let mut least = None::<u64>;
    for line in list.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(group)) = (parts.next(), parts.next()) else { continue };
        let (top, file) = if controllers.is_empty() {
            (root.to_path_buf(), "memory.max")
        } else if controllers.split(',').any(|name| name == "memory") {
            (root.join("memory"), "memory.limit_in_bytes")
        } else {
            continue;
        };
        let own = top.join(group.trim_start_matches('/'));
        // In a container the path may be that of the machine outside: then only the top is there.
        for at in own.ancestors().take_while(|at| at.starts_with(&top)) {
            let limit = std::fs::read_to_string(at.join(file)).ok();
            let limit = limit.and_then(|text| text.trim().parse::<u64>().ok());
            least = least.into_iter().chain(limit).min();
        }
    }
    least
}

/// Bytes that are free for this user on the file system that holds a place, or will.
#[cfg(unix)]
fn disk(place: &Path) -> Option<u64> {
    let place = std::path::absolute(place).ok()?;
    let there = place.ancestors().find(|at| at.exists())?;
    let of = rustix::fs::statvfs(there).ok()?;
    Some(of.f_bavail.saturating_mul(of.f_frsize))
}

/// Elsewhere the system is not asked.
#[cfg(not(unix))]
fn disk(_place: &Path) -> Option<u64> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_least_limit_of_all_groups_binds() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        let put = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("memory.max", "max\n");
        put("job/memory.max", "4000\n");
        put("job/step/memory.max", "9000\n");
        assert_eq!(groups(root, "0::/job/step\n"), Some(4000));
        assert_eq!(groups(root, "0::/\n"), None);
        put("memory/memory.limit_in_bytes", "9223372036854771712\n");
        put("memory/user/memory.limit_in_bytes", "3000\n");
        assert_eq!(groups(root, "9:cpu:/user\n4:hugetlb,memory:/user\n0::/job\n"), Some(3000));
        assert_eq!(groups(root, "4:memory:/outside/the/container\n"), Some(9223372036854771712));
    }

    #[test]
    fn this_machine_says_what_it_has() {
        let room = Room::at(Path::new("nowhere/yet"));
        assert!(room.memory.is_some_and(|bytes| bytes > 1_000_000), "{room:?}");
        assert!(room.disk.is_some(), "{room:?}");
    }
}
