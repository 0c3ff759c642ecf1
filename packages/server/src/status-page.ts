/** The page at `/_stile/`: what runs here, what is going on, and what to type next. It asks `/_stile/health` every second. */

import { createHash } from "node:crypto";
import type { PageResponse } from "./gateway/index.ts";

const script = `
const text = (id, value) => { document.getElementById(id).textContent = value; };
async function refresh() {
  try {
    const health = await (await fetch("/_stile/health")).json();
    text("state", health.ready ? "ready" : "starting");
    text("version", health.version);
    text("store", health.store + (health.fsyncMs === null ? " (keeps nothing)" : ", " + health.fsyncMs + " ms a durable write"));
    text("up", health.upSeconds + " s");
    text("open", health.executor.openExecutions);
    text("running", health.executor.runningTasks + " running, " + health.executor.waitingTasks + " waiting");
    text("services", health.services.map((s) => s.name + " (" + s.operations.length + " operations)").join(", "));
  } catch {
    text("state", "not reachable");
  }
}
for (const place of document.querySelectorAll(".endpoint")) place.textContent = location.origin;
refresh();
setInterval(refresh, 1000);
`;

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .3rem 1rem; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; }
dt { opacity: .7; } dd { margin: 0; }
pre { padding: 1rem; overflow-x: auto; border-radius: .5rem; background: color-mix(in srgb, currentColor 8%, transparent); }
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stile</title>
<style>${style}</style>
</head>
<body>
<h1>Stile</h1>
<p>AWS Step Functions as open-source software. This server is <strong id="state" role="status">starting</strong>.</p>
<dl>
<dt>Version</dt><dd id="version"></dd>
<dt>Store</dt><dd id="store"></dd>
<dt>Up for</dt><dd id="up"></dd>
<dt>Open executions</dt><dd id="open"></dd>
<dt>Tasks</dt><dd id="running"></dd>
<dt>Services</dt><dd id="services"></dd>
</dl>
<h2>Point your tools here</h2>
<pre><code>export AWS_ENDPOINT_URL=<span class="endpoint"></span>
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_DEFAULT_REGION=us-east-1
aws stepfunctions list-state-machines</code></pre>
<p>More: <a href="/_stile/health">health</a>, <a href="/_stile/metrics">metrics</a>.</p>
<script>${script}</script>
</body>
</html>
`;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": `default-src 'none'; connect-src 'self'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

export function statusPage(): PageResponse {
  return { status: 200, headers, body: page };
}
