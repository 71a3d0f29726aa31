import cluster from 'node:cluster';
import { connect } from 'node:net';

// Serves, and then is neither to be reached nor gone: for a moment every worker that ends is that.
cluster.worker.exitedAfterDisconnect = true;
process.once('disconnect', () =>
  connect(Number(process.env.SEEN_AT), '127.0.0.1').on('error', () => process.exit()),
);
process.send('board:ready', () => process.disconnect());
