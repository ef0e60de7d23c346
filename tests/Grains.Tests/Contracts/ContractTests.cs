using System.Reflection;

namespace Verifier.Grains.Tests.Contracts;

/// <summary>
/// What silos of two versions say to each other, and read of each other's records, goes by grains' names, aliases and ids of members. They are listed in contracts.txt, so that nobody changes one
/// unawares. A line may be added. One that is changed or gone is read wrongly by the version before: decision 8 says what to do instead.
/// </summary>
public sealed class ContractTests
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types = [.. Assembly.Load("Verifier.Grains").GetTypes().Where(type => !type.FullName!.StartsWith("OrleansCodeGen", StringComparison.Ordinal))];

    [Fact]
    public void What_travels_and_is_stored_is_as_the_list_says()
    {
        using StreamReader list = new(typeof(ContractTests).Assembly.GetManifestResourceStream("contracts.txt")!);
        string[] listed = list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        string[] found = Contracts();
        Assert.True(
            listed.SequenceEqual(found, StringComparer.Ordinal),
            $"Changed or gone: {string.Join("; ", listed.Except(found))}\nNew: {string.Join("; ", found.Except(listed))}\nThe whole list:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Everything_that_travels_or_is_stored_has_an_alias_of_its_own_and_its_members_have_ids()
    {
        Type[] types = [.. Messages.Concat(Interfaces)];

        Assert.DoesNotContain(types, type => type.GetCustomAttribute<AliasAttribute>() is null);
        Assert.Equal(types.Length, types.Select(Name).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(Messages.SelectMany(Members), member => Id(member) is null);
        Assert.DoesNotContain(Messages.SelectMany(type => type.GetFields(All)), field => field.GetCustomAttribute<IdAttribute>() is not null);
        Assert.DoesNotContain(Interfaces.SelectMany(type => type.GetMethods()), method => method.GetCustomAttribute<AliasAttribute>() is null);
    }

    private static IEnumerable<Type> Messages => Types.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    private static IEnumerable<Type> Interfaces => Types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)));

    private static IEnumerable<Type> Grains => Types.Where(type => type.IsClass && type.IsAssignableTo(typeof(Grain)));

    private static string[] Contracts() =>
    [
        .. Grains.Select(grain => $"grain {grain.Name}").Order(StringComparer.Ordinal),
        .. Interfaces.SelectMany(type => type.GetMethods().Select(method => $"call {Name(type)}.{Alias(method)}({string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))}): {Name(method.ReturnType)}"))
            .Order(StringComparer.Ordinal),
        .. Messages.OrderBy(Name, StringComparer.Ordinal).SelectMany(type => Members(type).OrderBy(Id).Select(member => $"member {Name(type)} {Id(member)} {member.Name}: {Name(member.PropertyType)}")),
        .. Messages.SelectMany(Members).Select(member => member.PropertyType).Where(type => type.IsEnum && Types.Contains(type)).Distinct().OrderBy(Name, StringComparer.Ordinal)
            .SelectMany(type => Enum.GetNames(type).Select(name => $"value {Name(type)} {Convert.ToInt64(Enum.Parse(type, name), null)} {name}")),
    ];

    // What is computed of others has nothing to write.
    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(All).Where(property => property.CanWrite);

    private static uint? Id(PropertyInfo member) => member.GetCustomAttribute<IdAttribute>()?.Id;

    private static string Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? member.Name;

    private static string Name(Type type)
        => type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Alias(type);
}
