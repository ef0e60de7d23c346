using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Verifier.PostgreSql;

/// <summary>The cluster's database: makes its schema at the start, before anything looks for it, and waits for a server that is not there yet.</summary>
/// <param name="connectionString">The connection, see <see cref="Complete"/>.</param>
/// <param name="logger">The log; never sees the connection string.</param>
internal sealed partial class ClusterDatabase(string connectionString, ILogger<ClusterDatabase> logger) : IHostedService
{
    private const string Schema = "verifier";

    // Any number that nobody else takes for theirs.
    private const long Lock = 0x7665_7269_6669_6572;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A connection string with our schema for its search path, unless it names one.</summary>
    /// <exception cref="InvalidOperationException">It is none; it is not shown, for it may hold a password.</exception>
    public static string Complete(string connectionString)
    {
        try
        {
            NpgsqlConnectionStringBuilder builder = new(connectionString);
            builder.SearchPath = string.IsNullOrEmpty(builder.SearchPath) ? Schema : builder.SearchPath;
            return builder.ConnectionString;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new InvalidOperationException("The cluster's PostgreSQL connection string is none of Npgsql, as in Host=127.0.0.1;Database=verifier;Username=verifier;Password=….");
        }
    }

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (long began = Environment.TickCount64; ; await Task.Delay(Pause, cancellationToken))
        {
            try
            {
                await CreateAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException failure)
            {
                NotReached(logger, (failure as PostgresException)?.MessageText ?? failure.GetType().Name);
                if (!failure.IsTransient || Environment.TickCount64 - began > Patience.TotalMilliseconds)
                {
                    throw new InvalidOperationException($"The cluster's PostgreSQL database cannot be used: {(failure as PostgresException)?.MessageText ?? failure.Message}");
                }
            }
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        using StreamReader schema = new(typeof(ClusterDatabase).Assembly.GetManifestResourceStream("schema.sql")!);
        string text = await schema.ReadToEndAsync(cancellationToken);
        string name = new NpgsqlConnectionStringBuilder(connectionString).SearchPath!.Split(',')[0].Trim();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Several silos that start together wait for the first one. The lock goes with the transaction.
        await ExecuteAsync($"SELECT pg_advisory_xact_lock({Lock})");
        await ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {new NpgsqlCommandBuilder().QuoteIdentifier(name)}");
        await ExecuteAsync(text);
        await transaction.CommitAsync(cancellationToken);

        async Task ExecuteAsync(string sql)
        {
            // Read as a whole: the statements that it stores have parameters of their own, which are none here.
            await using NpgsqlCommand command = new(sql, connection, transaction);
            _ = await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    [LoggerMessage(5001, LogLevel.Warning, "The cluster's database cannot be used yet: {Failure}")]
    private static partial void NotReached(ILogger logger, string failure);
}
