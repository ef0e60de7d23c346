using Microsoft.AspNetCore.Mvc;
using Verifier.AspNetCore.Protection;

namespace Verifier.AspNetCore.Tests.Protection;

public sealed record Letter(string Text);

[ApiController]
public sealed class MarkedController : ControllerBase
{
    [HttpPost("/marked"), RequireAccessToken("read:orders")]
    public IActionResult Act([FromBody] Letter letter) => Ok("secret" + letter.Text);
}

/// <summary>Protected where its route is mapped.</summary>
public sealed class ConventionalController : Controller
{
    [HttpPost]
    public IActionResult Act([FromBody] Letter letter) => Ok("secret" + letter.Text);
}
