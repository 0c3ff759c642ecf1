/**
 * One port for HTTP and TLS, on every address asked for. The first byte of a connection tells: 0x16 opens a TLS
 * handshake, and no HTTP method starts with it. HTTP servers never listen themselves; they are handed connections.
 */
import type { EventEmitter } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { connectionsMax, firstByteTimeoutMs, portTriesMax } from "./limits.ts";

const tlsHandshake = 0x16;

export interface Listener {
  readonly port: number;
  /** Addresses that are really listened on: `127.0.0.1`, and `::1` where this machine has it. */
  readonly addresses: readonly string[];
  /** Stops accepting, and ends connections that have not said a byte yet. */
  stop(): void;
  /** Every open connection, of whatever kind. */
  readonly sockets: ReadonlySet<Socket>;
}

export interface ListenOptions {
  /** undefined: both loopback addresses. */
  readonly host: string | undefined;
  /** 0 picks a port that is free on all addresses. */
  readonly port: number;
  /** Both get the connection paused, to pass it on with `handOver`. */
  readonly onPlain: (socket: Socket) => void;
  readonly onTls: (socket: Socket) => void;
}

/** Rejects with Node's error (EADDRINUSE, EACCES, ...) when an address cannot be had. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  const accept = acceptor(options, sockets, silent);
  for (let attempt = 1; ; attempt++) {
    const servers = new Map<string, Server>();
    try {
      const port = await listenOnAll(options, accept, servers);
      return {
        port,
        addresses: [...servers.keys()],
        sockets,
        stop() {
          for (const server of servers.values()) server.close();
          for (const socket of silent) socket.destroy();
        },
      };
    } catch (error) {
      for (const server of servers.values()) server.close();
      // A port picked on 127.0.0.1 may be taken on ::1: pick another one.
      if (options.port !== 0 || (error as { code?: string }).code !== "EADDRINUSE" || attempt >= portTriesMax) throw error;
    }
  }
}

async function listenOnAll(options: ListenOptions, accept: (socket: Socket) => void, servers: Map<string, Server>): Promise<number> {
  if (options.host !== undefined) return await listenOn(options.host, options.port, accept, servers);
  const port = await listenOn("127.0.0.1", options.port, accept, servers);
  try {
    await listenOn("::1", port, accept, servers);
  } catch (error) {
    // Containers and hardened machines often have no IPv6.
    if (!["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes((error as { code?: string }).code ?? "")) throw error;
  }
  return port;
}

function listenOn(host: string, port: number, accept: (socket: Socket) => void, servers: Map<string, Server>): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true, keepAlive: true }, accept);
    server.maxConnections = connectionsMax;
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", reject);
      // After listening an error concerns one connection (out of descriptors): it is refused, the others go on.
      server.on("error", () => {});
      const address = server.address();
      servers.set(host, server);
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function acceptor({ onPlain, onTls }: ListenOptions, sockets: Set<Socket>, silent: Set<Socket>): (socket: Socket) => void {
  return (socket) => {
    sockets.add(socket);
    silent.add(socket);
    const endSilent = (): void => void socket.destroy();
    socket.once("close", () => {
      sockets.delete(socket);
      silent.delete(socket);
    });
    // Until an HTTP server has the connection, a reset is nobody's business.
    socket.on("error", endSilent);
    socket.setTimeout(firstByteTimeoutMs, endSilent);
    socket.once("data", (chunk) => {
      silent.delete(socket);
      socket.off("timeout", endSilent);
      socket.off("error", endSilent);
      socket.setTimeout(0);
      socket.pause();
      socket.unshift(chunk);
      (chunk[0] === tlsHandshake ? onTls : onPlain)(socket);
    });
  };
}

/** Gives a paused connection to an HTTP server, with what has been read of it already. */
export function handOver(socket: Socket, server: EventEmitter): void {
  server.emit("connection", socket);
  // By then the server has put its listeners on, and what was read ahead flows to it.
  process.nextTick(() => socket.resume());
}
