import { Server } from 'socket.io';
import { answerParent } from './remote.ts';

// Loaded into the process of the board before the board is: it can be measured and knows nothing of it.

const servers: Server[] = [];
const attach = Reflect.get(Server.prototype, 'attach');

Server.prototype.attach = function (this: Server, ...args) {
  servers.push(this);
  return Reflect.apply(attach, this, args);
};

answerParent({
  rooms: () => servers.reduce((sum, server) => sum + server.of('/').adapter.rooms.size, 0),
});
