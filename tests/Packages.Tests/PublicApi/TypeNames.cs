using System.Globalization;
using System.Reflection;

namespace Verifier.Packages.Tests.PublicApi;

/// <summary>How types are written: as in C#, with <c>?</c> where null is allowed, and with their namespace where it is not one of System.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    };

    /// <param name="type">The type.</param>
    /// <param name="nullability">What is known of null in it; nothing is of base types and constraints.</param>
    public static string Name(this Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            // What is known is known of what is referred to.
            return type.GetElementType()!.Name(nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{value.Name(nullability?.GenericTypeArguments.FirstOrDefault())}?";
        }

        var mark = nullability is not null && !type.IsValueType && (nullability.ReadState == NullabilityState.Nullable || nullability.WriteState == NullabilityState.Nullable) ? "?" : "";
        return type.IsArray ? $"{type.GetElementType()!.Name(nullability?.ElementType)}[]{mark}" : $"{Plain(type, nullability)}{mark}";
    }

    /// <summary>A default or a constant, as it is written.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        Enum => $"{value.GetType().Name()}.{value}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Plain(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        var place = type.IsNested ? $"{Plain(type.DeclaringType!, null)}." : type.Namespace is { } space && space.Split('.')[0] != "System" ? $"{space}." : "";
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 0 || !type.Name.Contains('`', StringComparison.Ordinal))
        {
            return $"{place}{type.Name}";
        }

        var known = nullability?.GenericTypeArguments is { } states && states.Length == arguments.Length ? states : null;
        return $"{place}{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments.Select((argument, at) => argument.Name(known?[at])))}>";
    }
}
