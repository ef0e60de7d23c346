using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Verifier.Telemetry.Tests;

/// <summary>Listens to the meter and keeps what is measured.</summary>
internal sealed class Listening : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, IReadOnlyDictionary<string, string?> Tags)> _measured = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();

    public Listening()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == VerifierTelemetry.Name)
            {
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>Reads what is observed and not counted.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public double Sum(string name, params (string Key, string Value)[] tags) => Of(name, tags).Sum(measured => measured.Value);

    public int Count(string name, params (string Key, string Value)[] tags) => Of(name, tags).Count();

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(string Name, double Value, IReadOnlyDictionary<string, string?> Tags)> Of(string name, (string Key, string Value)[] tags)
        => _measured.Where(measured => measured.Name == name && tags.All(tag => measured.Tags.GetValueOrDefault(tag.Key) == tag.Value));

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, string?> kept = [];
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            kept[tag.Key] = tag.Value?.ToString();
        }

        _measured.Enqueue((instrument.Name, value, kept));
    }
}
