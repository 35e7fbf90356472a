//! The program `il2sim`: see `il2sim --help`.

fn main() -> std::process::ExitCode {
    quiet_drivers();
    il2sim::cli::main()
}

/// Vulkan drivers look for a window system even where none is wanted, and where this variable is
/// not set each look prints an error on stderr.
fn quiet_drivers() {
    const PLACE_OF_WINDOWS: &str = "XDG_RUNTIME_DIR";
    if std::env::var_os(PLACE_OF_WINDOWS).is_none() {
        // SAFETY: nothing else runs yet: this is the first thing that the only thread does.
        unsafe { std::env::set_var(PLACE_OF_WINDOWS, std::env::temp_dir()) };
    }
}
