// Starts the app as the README says and makes one signed-up, authenticated round trip over REST and socket.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { root } from './support/root.js';

const READY_WITHIN_MS = 60_000;
const port = await freePort();
const url = `http://localhost:${port}`;
const dataDir = mkdtempSync(join(tmpdir(), 'board-smoke-'));
const app = spawn('npm', ['start'], {
  cwd: root,
  env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
});
const ended = once(app, 'exit');

try {
  const startedAt = Date.now();
  await ready();
  console.log(`ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  await roundTrip();
  process.kill(-Number(app.pid), 'SIGINT');
  await ended;
  console.log('The round trip succeeded.');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
  if (app.exitCode === null) process.kill(-Number(app.pid), 'SIGKILL');
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function ready() {
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline;) {
    if (app.exitCode !== null) throw new Error(`npm start ended with ${app.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('/readyz did not say ready in time');
}

async function roundTrip() {
  const json = { 'content-type': 'application/json', origin: url };
  const account = { name: 'Smoke', email: 'smoke@example.com', password: 'correct horse battery' };
  const signedUp = await ask('/api/auth/sign-up/email', {
    method: 'POST',
    headers: json,
    body: JSON.stringify(account),
  });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const { token } = await (await ask('/api/auth/token', { headers: { cookie } })).json();
  const headers = { ...json, authorization: `Bearer ${token}` };
  const written = await ask('/api/posts', {
    method: 'POST',
    headers,
    body: JSON.stringify({ title: 'Hello', body: 'World' }),
  });
  const { post } = await written.json();

  const socket = io(url, { auth: { token }, reconnection: false });
  try {
    const session = await heard(socket, 'session');
    if (session.state !== 'authenticated') throw new Error(`The socket is ${session.state}`);
    const joined = heard(socket, 'joined-post');
    socket.emit('join-post', { postId: post.id });
    await joined;
    const update = heard(socket, 'like-update');
    socket.emit('like-post', { postId: post.id });
    const { likeCount } = await update;
    const read = await (await ask(`/api/posts/${post.id}`, { headers })).json();
    if (likeCount !== 1 || read.post.likeCount !== 1) throw new Error('The like did not arrive');
  } finally {
    socket.disconnect();
  }
}

async function ask(path, options) {
  const response = await fetch(`${url}${path}`, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

function heard(socket, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No "${event}" in time`)), 5000);
    socket.once('connect_error', reject);
    socket.once(event, (data) => {
      clearTimeout(timer);
      resolve(data);
    });
  });
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address();
  probe.close();
  await once(probe, 'close');
  return free;
}
