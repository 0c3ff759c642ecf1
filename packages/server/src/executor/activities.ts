/**
 * The tasks that wait for an activity's workers, and the workers that wait for a task: two queues an
 * activity, of which one is always empty. What is queued here is durable in the runs themselves; after a
 * crash the shards queue it again.
 */

import { activityPollersMax, activityTasksMax } from "./limits.ts";

export interface ActivityTask {
  readonly executionId: number;
  readonly frameId: number;
  readonly attempt: number;
  readonly taskToken: string;
  readonly input: string;
}

export interface ActivityPoller {
  readonly workerName: string | undefined;
  /** Takes the task over; with `workerGone` another worker gets it, with `taskGone` nobody waits for it any more and the worker goes on polling. */
  readonly offer: (task: ActivityTask) => Promise<"taken" | "workerGone" | "taskGone" | "bothGone">;
}

interface Queues {
  readonly tasks: Set<ActivityTask>;
  readonly pollers: Set<ActivityPoller>;
}

export class Activities {
  readonly #queues = new Map<string, Queues>();
  readonly #byAttempt = new Map<string, { readonly activityArn: string; readonly task: ActivityTask }>();

  /** False when too many wait already. */
  enqueue(activityArn: string, task: ActivityTask): boolean {
    const queues = this.#queuesOf(activityArn);
    if (queues.tasks.size >= activityTasksMax) return false;
    queues.tasks.add(task);
    this.#byAttempt.set(attemptKey(task), { activityArn, task });
    this.#match(activityArn, queues);
    return true;
  }

  /** A task whose worker went away just then goes before all others. */
  #putBack(activityArn: string, task: ActivityTask): void {
    const queues = this.#queuesOf(activityArn);
    const others = [...queues.tasks];
    queues.tasks.clear();
    for (const each of [task, ...others]) queues.tasks.add(each);
    this.#byAttempt.set(attemptKey(task), { activityArn, task });
    this.#match(activityArn, queues);
  }

  /** Nobody waits for this attempt any more. */
  cancel(attempt: Pick<ActivityTask, "executionId" | "frameId" | "attempt">): void {
    const queued = this.#byAttempt.get(attemptKey(attempt));
    if (queued) this.#take(queued.activityArn, queued.task);
  }

  /** Answers how to stop polling, or undefined when the activity has too many pollers already. */
  poll(activityArn: string, poller: ActivityPoller): (() => void) | undefined {
    const queues = this.#queuesOf(activityArn);
    if (queues.pollers.size >= activityPollersMax) return undefined;
    this.#wait(activityArn, poller);
    return () => {
      // The queues that are there now: the poller may have been put back since.
      const current = this.#queues.get(activityArn);
      current?.pollers.delete(poller);
      if (current) this.#forgetIfEmpty(activityArn, current);
    };
  }

  #wait(activityArn: string, poller: ActivityPoller): void {
    const queues = this.#queuesOf(activityArn);
    queues.pollers.add(poller);
    this.#match(activityArn, queues);
  }

  /** Before a shard is loaded again: its tasks come back from the store. */
  dropTasksOf(isOurs: (executionId: number) => boolean): void {
    for (const { activityArn, task } of [...this.#byAttempt.values()]) if (isOurs(task.executionId)) this.#take(activityArn, task);
  }

  #queuesOf(activityArn: string): Queues {
    let queues = this.#queues.get(activityArn);
    if (queues === undefined) {
      queues = { tasks: new Set(), pollers: new Set() };
      this.#queues.set(activityArn, queues);
    }
    return queues;
  }

  #forgetIfEmpty(activityArn: string, queues: Queues): void {
    if (queues.tasks.size === 0 && queues.pollers.size === 0) this.#queues.delete(activityArn);
  }

  #take(activityArn: string, task: ActivityTask): void {
    const queues = this.#queuesOf(activityArn);
    queues.tasks.delete(task);
    this.#byAttempt.delete(attemptKey(task));
    this.#forgetIfEmpty(activityArn, queues);
  }

  /** First come, first served, on both sides. */
  #match(activityArn: string, queues: Queues): void {
    const [task] = queues.tasks;
    const [poller] = queues.pollers;
    if (task === undefined || poller === undefined) return;
    queues.pollers.delete(poller);
    this.#take(activityArn, task);
    void poller.offer(task).then((answer) => {
      if (answer === "workerGone") this.#putBack(activityArn, task);
      if (answer === "taskGone") this.#wait(activityArn, poller);
    });
    this.#match(activityArn, queues);
  }
}

function attemptKey({ executionId, frameId, attempt }: Pick<ActivityTask, "executionId" | "frameId" | "attempt">): string {
  return `${executionId}/${frameId}/${attempt}`;
}
