using System.Reflection;
using System.Runtime.CompilerServices;

namespace Verifier.Packages.Tests.PublicApi;

/// <summary>What a user of an assembly can name and rely on, a line each: its public types, and of these what is public or protected. What the compiler writes for a record by itself is left out.</summary>
internal sealed class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The lines, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        PublicSurface surface = new();
        return
        [
            .. assembly.GetExportedTypes()
                .Where(type => type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) != true)
                .SelectMany(type => surface.Lines(type).Prepend($"{type.Name()} = {Kind(type)}{Bases(type)}{Constraints(type.GetGenericArguments())}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);

    private static string Kind(Type type)
    {
        if (type.IsAssignableTo(typeof(Delegate)) || type.IsEnum || type.IsInterface)
        {
            return type.IsEnum ? "enum" : type.IsInterface ? "interface" : "delegate";
        }

        if (type.IsValueType)
        {
            return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(IsRecord(type) ? "record " : "")}struct";
        }

        var modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return $"{modifier}{(IsRecord(type) ? "record" : "class")}";
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return $": {Enum.GetUnderlyingType(type).Name()}";
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return "";
        }

        IEnumerable<Type> bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [parent] : [];
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var interfaces = type.GetInterfaces().Except(inherited).Where(port => port.IsVisible && !(IsRecord(type) && port.Name() == $"IEquatable<{type.Name()}>"));
        var names = bases.Select(parent => parent.Name()).Concat(interfaces.Select(port => port.Name()).Order(StringComparer.Ordinal)).ToArray();
        return names.Length == 0 ? "" : $": {string.Join(", ", names)}";
    }

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(argument =>
    {
        var kind = argument.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask;
        var all = argument.GetGenericParameterConstraints().Select(type => type.Name()).Prepend(kind == 0 ? "" : kind.ToString()).Where(text => text.Length > 0).ToArray();
        return all.Length == 0 ? "" : $" where {argument.Name}: {string.Join(", ", all)}";
    }));

    private IEnumerable<string> Lines(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{type.Name()}.{name} = {Enum.Format(type, Enum.Parse(type, name), "d")}");
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return [Line(type.GetMethod("Invoke")!, "Invoke")];
        }

        return
        [
            .. type.GetConstructors(Declared).Where(member => IsOpen(member) && !IsOfRecord(member)).Select(member => Line(member, type.Name.Split('`')[0])),
            .. type.GetMethods(Declared).Where(member => IsOpen(member) && IsNamed(member)).Select(member => Line(member, member.Name)),
            .. type.GetProperties(Declared).Where(member => member.GetAccessors(nonPublic: true).Any(IsOpen)).Select(Line),
            .. type.GetFields(Declared).Where(member => member.IsPublic || member.IsFamily || member.IsFamilyOrAssembly).Select(Line),
            .. type.GetEvents(Declared).Where(member => IsOpen(member.AddMethod!)).Select(member => $"{type.Name()}.{member.Name}: event {member.EventHandlerType!.Name(_nullability.Create(member))}"),
        ];
    }

    private static bool IsOpen(MethodBase member) => member.IsPublic || ((member.IsFamily || member.IsFamilyOrAssembly) && !member.DeclaringType!.IsSealed);

    private static bool IsNamed(MethodInfo member) =>
        !member.IsDefined(typeof(CompilerGeneratedAttribute)) && (!member.IsSpecialName || member.Name.StartsWith("op_", StringComparison.Ordinal)) && member.Name[0] != '<';

    private static bool IsOfRecord(ConstructorInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) && member.GetParameters().Length == 1;

    private string Line(MethodBase member, string name)
    {
        var generic = member.IsGenericMethod ? $"<{string.Join(", ", member.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        var result = member is MethodInfo method ? $": {(method.ReturnType.IsByRef ? "ref " : "")}{method.ReturnType.Name(_nullability.Create(method.ReturnParameter))}" : "";
        var parameters = member.GetParameters().Select((parameter, at) => at == 0 && member.IsDefined(typeof(ExtensionAttribute)) ? $"this {Write(parameter)}" : Write(parameter));
        return $"{member.DeclaringType!.Name()}.{name}{generic}({string.Join(", ", parameters)}){result}{Modifiers(member)}{(member.IsGenericMethod ? Constraints(member.GetGenericArguments()) : "")}";
    }

    private string Line(PropertyInfo property)
    {
        var index = property.GetIndexParameters();
        var accessors = property.GetAccessors(nonPublic: true).Where(IsOpen).Select(accessor =>
            $"{(accessor.IsPublic ? "" : "protected ")}{(accessor == property.GetMethod ? "get" : IsInit(accessor) ? "init" : "set")};");
        return $"{property.DeclaringType!.Name()}.{(index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Write))}]")}: "
            + $"{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{property.PropertyType.Name(_nullability.Create(property))} {{ {string.Join(' ', accessors)} }}{Modifiers(property.GetAccessors(nonPublic: true)[0])}";
    }

    private string Line(FieldInfo field) =>
        $"{field.DeclaringType!.Name()}.{field.Name}: {(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{field.FieldType.Name(_nullability.Create(field))}"
        + (field.IsLiteral ? $" = {TypeNames.Literal(field.GetRawConstantValue())}" : "");

    private static bool IsInit(MethodInfo accessor) => accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Modifiers(MethodBase member)
    {
        var openness = member.DeclaringType!.IsInterface || !member.IsVirtual || member.IsFinal ? "" : member.IsAbstract ? " abstract" : " virtual";
        return $"{(member.IsStatic ? " static" : "")}{(member.IsPublic ? "" : " protected")}{openness}";
    }

    private string Write(ParameterInfo parameter)
    {
        var way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{way}{parameter.ParameterType.Name(_nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? $" = {TypeNames.Literal(parameter.DefaultValue)}" : "")}";
    }
}
