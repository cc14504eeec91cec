/** A page of ours in Debian's Chromium, headless: it posts a result back over loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concat } from '../formats/arrow-ipc/support.js';

export const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Bare names as a browser finds them; the packages themselves import without extensions (see `fileOf`). */
const IMPORTS = {
  'apache-arrow': '/node_modules/apache-arrow/Arrow.dom.mjs',
  flatbuffers: '/node_modules/flatbuffers/mjs/flatbuffers.js',
  'json-with-bigint': '/node_modules/json-with-bigint/json-with-bigint.js',
  rxjs: '/node_modules/rxjs/dist/esm/index.js',
  tslib: '/node_modules/tslib/tslib.es6.mjs',
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const ends: (() => void)[] = [];

/** Ends the browsers and servers that are left; for `afterEach`. */
export function endChromium(): void {
  for (const end of ends.splice(0)) end();
}

/**
 * What the page posts to `/result`.
 *
 * @param script  the page's module; it may import `/dist/…` and `/test/all/…`, and fetch `/input`
 * @param input  what `/input` gives
 */
export async function inChromium(script: string, input = new Uint8Array()): Promise<Uint8Array> {
  let settle: { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void };
  const result = new Promise<Uint8Array>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const server = await serve(pageOf(script), input, (path, bytes) => {
    if (path === '/result') settle.resolve(bytes);
    else settle.reject(new Error(new TextDecoder().decode(bytes)));
  });
  const { port } = server.address() as AddressInfo;
  const browser = open(`http://127.0.0.1:${port}/`);
  browser.once('exit', (code) => settle.reject(new Error(`Chromium ended with ${code}`)));
  return await result;
}

function pageOf(script: string): string {
  return `<!doctype html>
<script>
  const fail = (error) => fetch('/failure', { method: 'POST', body: String(error?.stack ?? error) });
  addEventListener('error', (event) => fail(event.error ?? event.message));
  addEventListener('unhandledrejection', (event) => fail(event.reason));
</script>
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">${script}</script>`;
}

function open(url: string): ChildProcess {
  const profile = mkdtempSync(join(tmpdir(), 'logitflow-chromium-'));
  const flags = [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-port=0'];
  // A group of its own, so that the processes that it starts end with it.
  const browser = spawn(CHROMIUM, [...flags, url], { detached: true, stdio: 'ignore' });
  ends.push(() => {
    if (browser.pid !== undefined && browser.exitCode === null)
      process.kill(-browser.pid, 'SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  return browser;
}

async function serve(
  page: string,
  input: Uint8Array,
  onPost: (path: string, body: Uint8Array) => void,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (request.method === 'POST') {
      onPost(path, await bodyOf(request));
      response.end();
      return;
    }
    const content = await contentOf(path, page, input).catch(() => undefined);
    const type = path === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type });
    response.end(content);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

async function contentOf(
  path: string,
  page: string,
  input: Uint8Array,
): Promise<Uint8Array | string> {
  if (path === '/') return page;
  if (path === '/input') return input;
  if (!/^\/(dist|node_modules|test\/all)\/[\w@./-]+$/.test(path) || path.includes('..'))
    throw new Error(path);
  return await readFile(fileOf(join(root, path)));
}

/** rxjs imports its own modules without extensions, as bundlers allow. */
function fileOf(path: string): string {
  if (/\.m?js$/.test(path)) return path;
  return existsSync(`${path}.js`) ? `${path}.js` : join(path, 'index.js');
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  return concat(parts);
}
