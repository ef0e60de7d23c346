namespace Verifier.DPoP;

/// <content>The path: RFC 3986 sections 3.3, 5.2.4 and 6.2.2.</content>
internal ref partial struct UrlNormalization
{
    // Escapes of unreserved octets are decoded before dot segments are looked for, so that "%2e%2e" is one: section 2.3 makes them the same path.
    private bool TryWritePath(ReadOnlySpan<char> path)
    {
        int root = Length;
        if (path.IsEmpty)
        {
            Write('/');
        }

        while (!path.IsEmpty)
        {
            int segment = Length;
            int next = path[1..].IndexOf('/') + 1;
            bool last = next == 0;
            if (!TryWriteSegment(last ? path : path[..next]))
            {
                return false;
            }

            RemoveDotSegment(root, segment, last);
            path = last ? [] : path[next..];
        }

        return true;
    }

    private bool TryWriteSegment(ReadOnlySpan<char> slashAndSegment)
    {
        Write('/');
        ReadOnlySpan<char> rest = slashAndSegment[1..];
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out char character, out bool escaped))
            {
                return false;
            }

            if (escaped)
            {
                WriteEscape(character);
            }
            else if (Unreserved.Contains(character) || SubDelimiters.Contains(character) || character is ':' or '@')
            {
                Write(character);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    // Steps 2B and 2C of section 5.2.4, on the segment just written; the last one leaves its slash.
    private void RemoveDotSegment(int root, int segment, bool last)
    {
        ReadOnlySpan<char> written = _destination[segment..Length];
        if (written is not ("/." or "/.."))
        {
            return;
        }

        Length = written.Length == 2 ? segment : root + Math.Max(0, _destination[root..segment].LastIndexOf('/'));
        if (last)
        {
            Write('/');
        }
    }
}
