//! Rust text that follows from the rules' types: which structs are plain words, and a caller for
//! every rule.
//!
//! In: a validated module of rules. Out: `unsafe impl`s for the structs whose bytes are the same in
//! WGSL and Rust, and a table by which a test calls every rule on flat words, on the CPU and
//! (through a generated entry point) on a GPU.

use std::fmt::Write;

use naga::{Expression, Handle, Literal, Module, Scalar, ScalarKind, Type, TypeInner};

/// `bytemuck::Pod` for every struct of 32-bit words that WGSL lays out without padding, with the
/// size asserted at compile time.
pub fn plain_structs(module: &Module) -> String {
    let mut text = String::new();
    for (handle, ty) in module.types.iter() {
        let (TypeInner::Struct { span, .. }, Some(name)) = (&ty.inner, &ty.name) else { continue };
        if plain_bytes(module, handle) == Some(*span) {
            writeln!(
                text,
                "// SAFETY: `{name}` is repr(C) and made of 32-bit words alone, {span} bytes in \
                 WGSL and (asserted) in Rust: no padding, any bits.\nunsafe impl \
                 ::bytemuck::Zeroable for {name} {{}}\nunsafe impl ::bytemuck::Pod for {name} \
                 {{}}\nconst _: () = assert!(::core::mem::size_of::<{name}>() == {span});"
            )
            .expect("writing to a String cannot fail");
        }
    }
    text
}

/// Bytes of a type made of 32-bit words in both layouts; `None` when the layouts differ or it holds
/// something else.
fn plain_bytes(module: &Module, ty: Handle<Type>) -> Option<u32> {
    match &module.types[ty].inner {
        TypeInner::Scalar(scalar) if is_word(*scalar) => Some(4),
        TypeInner::Vector { size, scalar } if is_word(*scalar) => Some(4 * *size as u32),
        TypeInner::Struct { members, span } => {
            let mut end = 0;
            for member in members {
                if member.offset != end {
                    return None;
                }
                end += plain_bytes(module, member.ty)?;
            }
            (end == *span).then_some(end)
        }
        _ => None,
    }
}

/// Asserts, when the crate compiles, that a Rust struct has the members of a WGSL one at the same
/// places, with the same sizes, and nothing else.
pub fn layout(module: &Module, name: &str) -> String {
    let mut text = String::new();
    let of_name = module.types.iter().find(|(_, ty)| ty.name.as_deref() == Some(name));
    let Some((_, Type { inner: TypeInner::Struct { members, span }, .. })) = of_name else {
        return format!("compile_error!(\"the kernels have no struct `{name}`\");\n");
    };
    let mut layouter = naga::proc::Layouter::default();
    layouter.update(module.to_ctx()).expect("a validated module has a layout");
    for member in members {
        let field = member.name.as_deref().expect("a WGSL member has a name");
        let size = layouter[member.ty].size;
        let offset = member.offset;
        writeln!(
            text,
            "const _: () = assert!(::core::mem::offset_of!({name}, {field}) == {offset} && \
             bytes_of_member(|all: &{name}| &all.{field}) == {size}, \"`{name}.{field}` lies at \
             byte {offset} in the kernels and takes {size} bytes\");"
        )
        .expect("writing to a String cannot fail");
    }
    let fields: Vec<&str> = members.iter().filter_map(|member| member.name.as_deref()).collect();
    writeln!(
        text,
        "const _: () = assert!(::core::mem::size_of::<{name}>() == {span}, \"`{name}` takes {span} \
         bytes in the kernels\");\n\
         #[allow(dead_code, reason = \"it compiles only with the kernels' members\")]\n\
         fn has_the_members_of_the_kernels(all: {name}) {{ let {name} {{ {} }} = all; }}",
        fields.iter().map(|field| format!("{field}: _")).collect::<Vec<_>>().join(", ")
    )
    .expect("writing to a String cannot fail");
    text
}

fn is_word(scalar: Scalar) -> bool {
    scalar.width == 4 && matches!(scalar.kind, ScalarKind::Uint | ScalarKind::Sint)
}

/// Scalar constants as plain `u32`, `i32` and `bool`: the translation wraps them in a type that
/// only translated code needs.
pub fn constants(module: &Module) -> String {
    let mut text = String::new();
    for (_, constant) in module.constants.iter() {
        let Some(name) = &constant.name else { continue };
        let (ty, value) = match module.global_expressions[constant.init] {
            Expression::Literal(Literal::U32(value)) => ("u32", value.to_string()),
            Expression::Literal(Literal::I32(value)) => ("i32", value.to_string()),
            Expression::Literal(Literal::Bool(value)) => ("bool", value.to_string()),
            _ => continue,
        };
        writeln!(text, "/// Constant of the rules.\npub const {name}: {ty} = {value};")
            .expect("writing to a String cannot fail");
    }
    text
}

/// A slice of `Caller { name, inputs, outputs, call, wgsl }`, to be included where `Caller` and the
/// module `rules` are in scope.
pub fn callers(module: &Module) -> String {
    let mut text = String::from("&[\n");
    for (_, function) in module.functions.iter() {
        let (Some(name), Some(result)) = (&function.name, &function.result) else { continue };
        let mut inputs = 0;
        let mut rust = Vec::new();
        let mut wgsl = Vec::new();
        for argument in &function.arguments {
            let (in_rust, in_wgsl) = build(module, argument.ty, &mut inputs);
            rust.push(in_rust);
            wgsl.push(in_wgsl);
        }
        let (mut rust_out, mut wgsl_out, mut outputs) = (String::new(), String::new(), 0);
        take_apart(
            module, result.ty, "result", "result", &mut outputs, &mut rust_out, &mut wgsl_out,
        );
        let entry = format!(
            "@group(0) @binding(0) var<storage, read> call_input: array<u32>;\n\
             @group(0) @binding(1) var<storage, read_write> call_output: array<u32>;\n\
             @compute @workgroup_size(64)\n\
             fn call_rule(@builtin(global_invocation_id) id: vec3<u32>) {{\n    \
                 let o = id.x * {outputs}u;\n    let i = id.x * {inputs}u;\n    \
                 if o >= arrayLength(&call_output) {{ return; }}\n    _ = call_input[0];\n    \
                 let result = {name}({});\n{wgsl_out}}}\n",
            wgsl.join(", ")
        );
        writeln!(
            text,
            "    Caller {{ name: {name:?}, inputs: {inputs}, outputs: {outputs}, call: |i: \
             &[u32], o: &mut [u32]| {{ let result = rules::{name}({}); {rust_out} let _ = i; }}, \
             wgsl: {entry:?} }},",
            rust.join(", ")
        )
        .expect("writing to a String cannot fail");
    }
    text.push_str("]\n");
    text
}

/// Expressions, in Rust and in WGSL, that build a value of a type from the input words from `at`
/// on.
fn build(module: &Module, ty: Handle<Type>, at: &mut usize) -> (String, String) {
    let mut word = |scalar: Scalar| {
        let (rust, wgsl) = (format!("i[{at}]"), format!("call_input[i + {at}u]"));
        *at += 1;
        match scalar.kind {
            ScalarKind::Sint => (format!("{rust} as i32"), format!("i32({wgsl})")),
            ScalarKind::Bool => (format!("{rust} & 1 != 0"), format!("({wgsl} & 1u) != 0u")),
            _ => (rust, wgsl),
        }
    };
    match &module.types[ty].inner {
        TypeInner::Scalar(scalar) => word(*scalar),
        TypeInner::Vector { size, scalar } => {
            let (rust, wgsl): (Vec<_>, Vec<_>) = (0..*size as usize).map(|_| word(*scalar)).unzip();
            (format!("[{}]", rust.join(", ")), format!("vec{}({})", *size as u32, wgsl.join(", ")))
        }
        TypeInner::Struct { members, .. } => {
            let name = module.types[ty].name.as_deref().expect("a WGSL struct has a name");
            let (rust, wgsl): (Vec<_>, Vec<_>) =
                members.iter().map(|member| build(module, member.ty, at)).unzip();
            (
                format!("rules::{name}::new({})", rust.join(", ")),
                format!("{name}({})", wgsl.join(", ")),
            )
        }
        other => panic!("the guard lets no rule take {other:?}"),
    }
}

/// Statements that store the words of a value into the output words from `at` on.
fn take_apart(
    module: &Module,
    ty: Handle<Type>,
    in_rust: &str,
    in_wgsl: &str,
    at: &mut usize,
    rust: &mut String,
    wgsl: &mut String,
) {
    match &module.types[ty].inner {
        TypeInner::Scalar(scalar) => store(*scalar, in_rust, in_wgsl, at, rust, wgsl),
        TypeInner::Vector { size, scalar } => {
            for component in ["x", "y", "z", "w"].iter().take(*size as usize) {
                store(
                    *scalar,
                    &format!("{in_rust}.{component}"),
                    &format!("{in_wgsl}.{component}"),
                    at,
                    rust,
                    wgsl,
                );
            }
        }
        TypeInner::Struct { members, .. } => {
            for member in members {
                let name = member.name.as_deref().expect("a WGSL member has a name");
                // The translator's namer adds an underscore to a member that ends in a digit.
                let renamed = if name.ends_with(|c: char| c.is_ascii_digit()) {
                    format!("{name}_")
                } else {
                    name.to_owned()
                };
                take_apart(
                    module,
                    member.ty,
                    &format!("{in_rust}.{renamed}"),
                    &format!("{in_wgsl}.{name}"),
                    at,
                    rust,
                    wgsl,
                );
            }
        }
        other => panic!("the guard lets no rule return {other:?}"),
    }
}

fn store(
    scalar: Scalar,
    in_rust: &str,
    in_wgsl: &str,
    at: &mut usize,
    rust: &mut String,
    wgsl: &mut String,
) {
    let stored = if scalar.kind == ScalarKind::Bool {
        format!("u32::from({in_rust})")
    } else {
        format!("{in_rust} as u32")
    };
    write!(rust, "o[{at}] = {stored}; ").expect("writing to a String cannot fail");
    writeln!(wgsl, "    call_output[o + {at}u] = u32({in_wgsl});")
        .expect("writing to a String cannot fail");
    *at += 1;
}
