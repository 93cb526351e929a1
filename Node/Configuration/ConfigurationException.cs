using System.Text.Json;

namespace Chain.Node.Configuration;

/// <summary>
/// What the operator wrote cannot be used; the message names the file, the key and the rule.
/// </summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException() { }
    public ConfigurationException(string message) : base(message) { }
    public ConfigurationException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Runs a reader of one file; what goes wrong inside names that file.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException error)
        {
            throw new ConfigurationException($"{path}: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {error.Message}", error);
        }
    }
}
