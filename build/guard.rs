//! What a rule may not say: constructs that WGSL allows and that go wrong, or fail without a place,
//! in the translation to Rust.
//!
//! In: a validated naga module. Out: a list of (place, complaint); empty when the module is fit for
//! translation. Four of them go wrong without a word (`break` under a `switch`, a `default` that is
//! not the last case, shifts by 32 or more, `%` by zero); the others are refused here because the
//! translator's own message has no line.

use naga::{
    AddressSpace, BinaryOperator, Block, Expression, Function, Handle, Literal, MathFunction,
    Module, ScalarKind, Span, Statement, Type, TypeInner,
    valid::{FunctionInfo, ModuleInfo},
};

/// The most arguments of a function.
const ARGUMENTS: usize = 6;

/// A place in the joined text and what is wrong there.
pub type Complaint = (Span, String);

/// All complaints about a module of rules.
pub fn rules(module: &Module, info: &ModuleInfo) -> Vec<Complaint> {
    let mut found = arguments(module);
    for entry in &module.entry_points {
        found.push((
            Span::UNDEFINED,
            format!("a rule file holds no entry point: move `{}` to shaders/kernels", entry.name),
        ));
    }
    for (handle, variable) in module.global_variables.iter() {
        let name = variable.name.as_deref().unwrap_or("?");
        found.push((
            module.global_variables.get_span(handle),
            format!(
                "a rule is a pure function: pass `{name}` as a parameter instead of a \
                 module-scope variable"
            ),
        ));
    }
    for (handle, over) in module.overrides.iter() {
        let name = over.name.as_deref().unwrap_or("?");
        found.push((
            module.overrides.get_span(handle),
            format!("`override {name}` cannot be translated: pass it as a parameter"),
        ));
    }
    for (handle, constant) in module.constants.iter() {
        let span = module.constants.get_span(handle);
        name_complaint(&mut found, span, "constant", constant.name.as_deref());
        if matches!(module.types[constant.ty].inner, TypeInner::Struct { .. }) {
            found.push((
                span,
                "a constant of a struct type cannot be translated: write a function or separate \
                 constants"
                    .into(),
            ));
        }
    }
    for (handle, ty) in module.types.iter() {
        if let TypeInner::Struct { members, .. } = &ty.inner {
            let span = module.types.get_span(handle);
            name_complaint(&mut found, span, "struct", ty.name.as_deref());
            for member in members {
                let what = match module.types[member.ty].inner {
                    TypeInner::Array { .. } => "an array",
                    TypeInner::Vector { size: naga::VectorSize::Tri, .. } => {
                        "a vec3 (its padding differs in Rust)"
                    }
                    _ => continue,
                };
                let name = member.name.as_deref().unwrap_or("?");
                found.push((span, format!("member `{name}` is {what}: use vec4, vec2 or scalars")));
            }
        }
    }
    for (handle, function) in module.functions.iter() {
        let span = module.functions.get_span(handle);
        name_complaint(&mut found, span, "function", function.name.as_deref());
        signature_complaints(&mut found, module, function, span);
        expression_complaints(&mut found, module, function, &info[handle]);
        statement_complaints(&mut found, &function.body, Inside::Function);
    }
    found.extend(floats(module, info));
    found
}

/// Complaints about floating-point types and values, in rules and kernels alike: nothing that
/// decides state is a float.
pub fn floats(module: &Module, info: &ModuleInfo) -> Vec<Complaint> {
    let mut found = Vec::new();
    let message = "floating point is not reproducible across drivers: rules and kernels compute \
                   in u32 and i32 only";
    for (handle, ty) in module.types.iter() {
        if let TypeInner::Struct { members, .. } = &ty.inner
            && members.iter().any(|member| is_float(module, member.ty))
        {
            found.push((module.types.get_span(handle), message.to_owned()));
        }
    }
    for (handle, constant) in module.constants.iter() {
        if is_float(module, constant.ty) {
            found.push((module.constants.get_span(handle), message.to_owned()));
        }
    }
    for (handle, variable) in module.global_variables.iter() {
        if is_float(module, variable.ty) {
            found.push((module.global_variables.get_span(handle), message.to_owned()));
        }
    }
    let mut check = |function: &Function, info: &FunctionInfo, span: Span| {
        let of_signature = function
            .arguments
            .iter()
            .map(|argument| argument.ty)
            .chain(function.result.iter().map(|result| result.ty));
        if of_signature.into_iter().any(|ty| is_float(module, ty)) {
            found.push((span, message.to_owned()));
        }
        for (handle, _) in function.expressions.iter() {
            if info[handle].ty.inner_with(&module.types).scalar_kind() == Some(ScalarKind::Float) {
                found.push((function.expressions.get_span(handle), message.to_owned()));
                return;
            }
        }
        for (handle, local) in function.local_variables.iter() {
            if is_float(module, local.ty) {
                found.push((function.local_variables.get_span(handle), message.to_owned()));
            }
        }
    };
    for (handle, function) in module.functions.iter() {
        check(function, &info[handle], module.functions.get_span(handle));
    }
    for (index, entry) in module.entry_points.iter().enumerate() {
        check(&entry.function, info.get_entry_point(index), Span::UNDEFINED);
    }
    found
}

/// Complaints about functions that take more than six arguments: they belong in structs, where each
/// has a name at the call.
pub fn arguments(module: &Module) -> Vec<Complaint> {
    let many = module.functions.iter().filter(|(_, function)| function.arguments.len() > ARGUMENTS);
    many.map(|(handle, function)| {
        (
            module.functions.get_span(handle),
            format!(
                "`{}` takes {} arguments: at most {ARGUMENTS}, then a struct",
                function.name.as_deref().unwrap_or("?"),
                function.arguments.len()
            ),
        )
    })
    .collect()
}

fn is_float(module: &Module, ty: Handle<Type>) -> bool {
    match module.types[ty].inner {
        TypeInner::Array { base, .. } | TypeInner::Pointer { base, .. } => is_float(module, base),
        ref inner => inner.scalar_kind() == Some(ScalarKind::Float),
    }
}

/// The translator's namer adds an underscore to a name that ends in a digit, so Rust would see
/// another name.
fn name_complaint(found: &mut Vec<Complaint>, span: Span, what: &str, name: Option<&str>) {
    let Some(name) = name else { return };
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        found.push((
            span,
            format!(
                "the {what} `{name}` ends in a digit, and the translation would rename it: choose \
                 another name"
            ),
        ));
    } else if name.starts_with("v_") {
        found.push((
            span,
            format!("the {what} `{name}` begins with `v_`, which the translation keeps for itself"),
        ));
    }
}

fn signature_complaints(
    found: &mut Vec<Complaint>,
    module: &Module,
    function: &Function,
    span: Span,
) {
    let arguments = function
        .arguments
        .iter()
        .map(|argument| (argument.ty, argument.name.as_deref().unwrap_or("?")));
    for (ty, name) in
        arguments.chain(function.result.iter().map(|result| (result.ty, "its result")))
    {
        match module.types[ty].inner {
            TypeInner::Array { .. } => {
                found.push((
                    span,
                    format!(
                        "{name} is an array, which cannot be passed or returned: use vec4, a \
                         struct of vec4 or a mask"
                    ),
                ));
            }
            TypeInner::Pointer { space: AddressSpace::Function, .. }
            | TypeInner::ValuePointer { .. } => {
                found.push((
                    span,
                    format!("{name} is a pointer, which cannot be translated: return a struct"),
                ));
            }
            _ => {}
        }
    }
}

fn expression_complaints(
    found: &mut Vec<Complaint>,
    module: &Module,
    function: &Function,
    info: &FunctionInfo,
) {
    for (handle, expression) in function.expressions.iter() {
        let span = function.expressions.get_span(handle);
        match *expression {
            Expression::Binary { op: BinaryOperator::Modulo, right, .. }
                if !never_zero(module, function, right) =>
            {
                found.push((
                    span,
                    "`%` by a divisor that may be zero panics on the CPU: use a constant that is \
                     not 0, or max(d, 1u)"
                        .into(),
                ));
            }
            Expression::Binary {
                op: BinaryOperator::ShiftLeft | BinaryOperator::ShiftRight,
                right,
                ..
            } if !below(module, function, right, 32) => {
                let message = "a shift by 32 or more gives different words on CPU and GPU: use a \
                               constant below 32, or mask the amount with & 31u";
                found.push((span, message.into()));
            }
            Expression::Math {
                fun: MathFunction::Clamp,
                arg1: Some(low),
                arg2: Some(high),
                ..
            } if !ordered(module, function, low, high) => {
                let message = "clamp with a low bound above the high one is undefined on GPUs: \
                               write min(max(x, low), high), or constant bounds";
                found.push((span, message.into()));
            }
            Expression::As { convert: None, .. } => {
                found.push((
                    span,
                    "bitcast cannot be translated: u32(i) and i32(u) convert bit for bit".into(),
                ));
            }
            Expression::As { kind: ScalarKind::Bool, expr, .. }
                if info[expr].ty.inner_with(&module.types).scalar_kind()
                    != Some(ScalarKind::Bool) =>
            {
                found.push((span, "bool(x) cannot be translated: write x != 0u".into()));
            }
            _ => {}
        }
    }
}

/// The value of a constant expression, the largest and smallest of its components; `None` when it
/// is not a constant.
fn constant(
    module: &Module,
    arena: &naga::Arena<Expression>,
    expression: Handle<Expression>,
) -> Option<(i64, i64)> {
    match arena[expression] {
        Expression::Literal(Literal::U32(value)) => Some((i64::from(value), i64::from(value))),
        Expression::Literal(Literal::I32(value)) => Some((i64::from(value), i64::from(value))),
        Expression::Literal(Literal::AbstractInt(value)) => Some((value, value)),
        Expression::ZeroValue(_) => Some((0, 0)),
        Expression::Constant(handle) => {
            constant(module, &module.global_expressions, module.constants[handle].init)
        }
        Expression::Splat { value, .. } => constant(module, arena, value),
        Expression::Compose { ref components, .. } => {
            let mut range: Option<(i64, i64)> = None;
            for component in components {
                let (low, high) = constant(module, arena, *component)?;
                range = Some(range.map_or((low, high), |(l, h)| (l.min(low), h.max(high))));
            }
            range
        }
        _ => None,
    }
}

/// Whether a divisor is a constant other than zero or written `max(d, positive constant)`.
fn never_zero(module: &Module, function: &Function, divisor: Handle<Expression>) -> bool {
    let positive = |expression| {
        constant(module, &function.expressions, expression).is_some_and(|(low, _)| low > 0)
    };
    match function.expressions[divisor] {
        Expression::Math { fun: MathFunction::Max, arg, arg1: Some(other), .. } => {
            positive(arg) || positive(other)
        }
        Expression::Splat { value, .. } => never_zero(module, function, value),
        _ => {
            positive(divisor)
                || constant(module, &function.expressions, divisor)
                    .is_some_and(|(_, high)| high < 0)
        }
    }
}

/// Whether two bounds are constants in order.
fn ordered(
    module: &Module,
    function: &Function,
    low: Handle<Expression>,
    high: Handle<Expression>,
) -> bool {
    let constant = |expression| constant(module, &function.expressions, expression);
    matches!((constant(low), constant(high)), (Some((_, low)), Some((high, _))) if low <= high)
}

/// Whether a shift's amount is a constant below `limit`, or masked (or bounded by `min`) below it.
fn below(module: &Module, function: &Function, amount: Handle<Expression>, limit: i64) -> bool {
    let small = |expression| {
        constant(module, &function.expressions, expression)
            .is_some_and(|(low, high)| low >= 0 && high < limit)
    };
    match function.expressions[amount] {
        Expression::Binary { op: BinaryOperator::And, left, right } => small(left) || small(right),
        Expression::Math { fun: MathFunction::Min, arg, arg1: Some(other), .. } => {
            small(arg) || small(other)
        }
        Expression::Splat { value, .. } => below(module, function, value, limit),
        _ => small(amount),
    }
}

/// The innermost construct that a `break` would leave.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Function,
    Loop,
    Switch,
}

/// Complaints about every `break` whose target is a `switch` (the translation lets it leave the
/// loop around the switch), and about the order of cases.
fn statement_complaints(found: &mut Vec<Complaint>, block: &Block, inside: Inside) {
    for (statement, span) in block.span_iter() {
        match statement {
            Statement::Break if inside == Inside::Switch => {
                let message = "`break` in a `switch` would leave the loop around it in the \
                               translation: use if and else, or leave it out";
                found.push((*span, message.into()));
            }
            Statement::Block(inner) => statement_complaints(found, inner, inside),
            Statement::If { accept, reject, .. } => {
                statement_complaints(found, accept, inside);
                statement_complaints(found, reject, inside);
            }
            Statement::Switch { cases, .. } => {
                // The translation is a `match` in the order of the cases, so a wildcard takes all
                // that follows it.
                let default =
                    cases.iter().position(|case| case.value == naga::SwitchValue::Default);
                if default.is_some_and(|at| {
                    !cases[at..cases.len() - 1].iter().all(|case| case.fall_through)
                }) {
                    found.push((
                        *span,
                        "`default` must be the last case of a `switch`: the translation would let \
                         it take the later ones"
                            .into(),
                    ));
                }
                for case in cases {
                    statement_complaints(found, &case.body, Inside::Switch);
                }
            }
            Statement::Loop { body, continuing, .. } => {
                statement_complaints(found, body, Inside::Loop);
                statement_complaints(found, continuing, Inside::Loop);
            }
            _ => {}
        }
    }
}
