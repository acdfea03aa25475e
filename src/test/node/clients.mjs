// What people's programs do, by the client libraries of npm, against nodes of memdi:
//
//   node clients.mjs ioredis|node-redis plain|cluster PORT...
//
// Prints READY when it is connected, goes on until it is told STOP, and prints how much was done.
// Ends with an error if anything is not as it should be.

import assert from 'node:assert/strict';
import readline from 'node:readline';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';

const [library, mode, ...ports] = process.argv.slice(2);

const connect = {
  'ioredis plain': async () => {
    const client = new Redis(Number(ports[0]), '127.0.0.1');
    await client.ping();
    return {
      client,
      increment: (key) => client.incr(key),
      transaction: async (key) => {
        const replies = await client.multi().set(key, '1').incr(key).get(key).exec();
        return replies.map(([error, reply]) => assert.equal(error, null) ?? reply);
      },
      close: () => client.disconnect(),
    };
  },
  'ioredis cluster': async () => {
    const client = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port: Number(port) })));
    await client.set('ping', 'pong');
    return {
      client,
      increment: (key) => client.incr(key),
      transaction: async (key) => {
        const replies = await client.multi().set(key, '1').incr(key).get(key).exec();
        return replies.map(([error, reply]) => assert.equal(error, null) ?? reply);
      },
      close: () => client.disconnect(),
    };
  },
  'node-redis plain': async () => {
    const client = createClient({ url: `redis://127.0.0.1:${ports[0]}` });
    client.on('error', (error) => console.error(error));
    await client.connect();
    return {
      client,
      increment: (key) => client.incr(key),
      transaction: (key) => client.multi().set(key, '1').incr(key).get(key).exec(),
      close: () => client.destroy(),
    };
  },
  'node-redis cluster': async () => {
    const client = createCluster({
      rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })),
    });
    client.on('error', (error) => console.error(error));
    await client.connect();
    return {
      client,
      increment: (key) => client.incr(key),
      transaction: async (key) => {
        for (;;) {
          try {
            return await client.multi().set(key, '1').incr(key).get(key).exec();
          } catch (error) {
            // it follows with commands, not with transactions: these are for programs to repeat
            assert.match(error.message, /^MOVED /);
            await client.get(key);
          }
        }
      },
      close: () => client.destroy(),
    };
  },
};

const { client, increment, transaction, close } = await connect[`${library} ${mode}`]();
console.log('READY');

let stopped = false;
readline.createInterface({ input: process.stdin }).on('line', () => {
  stopped = true;
});

let done = 0;
const bytes = Buffer.from([0, 13, 10, 255]).toString('latin1');
while (!stopped || done < 20) {
  const key = `${library}-${mode}-${done % 50}`;
  const value = `${done} ${bytes} ü`;
  assert.equal(await client.set(key, value), 'OK');
  assert.equal(await client.get(key), value);
  assert.deepEqual(await transaction(`{${key}}t`), ['OK', 2, '2']);
  const counts = await Promise.all(Array.from({ length: 10 }, () => increment(`{${key}}n`)));
  assert.deepEqual(counts, Array.from({ length: 10 }, (_, i) => counts[0] + i)); // in order
  assert.equal(await client.del(`{${key}}t`), 1);
  assert.equal(await client.get(`{${key}}t`), null);
  done++;
}
console.log(`DONE ${done}`);
close();
process.exit(0);
