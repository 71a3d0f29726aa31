import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { setupPrimary } from '@socket.io/cluster-adapter';
import { cpuMs } from '../../sessions/support/measure.ts';

// The primary of a cluster: passes on what the adapters say to each other, and what the benchmark asks of a worker.
const [count = '0', argument = '{}'] = process.argv.slice(2);
cluster.setupPrimary({ exec: fileURLToPath(new URL('main.ts', import.meta.url)), args: [argument] });
setupPrimary();
const workers = Array.from({ length: Number(count) }, () => cluster.fork());

cluster.on('message', (worker, message: object) => {
  if ('id' in message || 'address' in message) process.send?.({ worker: workers.indexOf(worker), message });
});
cluster.on('exit', () => process.exit(1));
process.on('message', ({ worker, message }: { worker: number; message: { id: number } }) => {
  if (worker >= 0) workers[worker]?.send(message);
  else process.send?.({ worker, message: { id: message.id, value: cpuMs() } });
});
process.on('disconnect', () => {
  for (const worker of workers) worker.process.kill('SIGKILL');
  process.exit();
});
