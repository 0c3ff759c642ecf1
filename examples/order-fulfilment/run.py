"""
Deploys the order workflow with boto3 and walks one order through it: it plays the human who approves and the worker
who packs, and shows the execution state by state. Nothing here is particular to Stile: AWS_ENDPOINT_URL decides who is
spoken to. ROLE_ARN names a role that Step Functions and Lambda may take on.
"""

import io
import json
import os
import re
import sys
import threading
import time
import zipfile
from pathlib import Path

import boto3
from botocore.config import Config

here = Path(__file__).parent
role_arn = os.environ.get("ROLE_ARN", "arn:aws:iam::000000000000:role/order-fulfilment")
# Twelve attempts with growing pauses outlast a restart of the server; GetActivityTask answers after a minute at most.
config = Config(
    region_name=os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION", "us-east-1")),
    retries={"mode": "standard", "max_attempts": 12},
    read_timeout=70,
)
functions_client = boto3.client("lambda", config=config)
sfn = boto3.client("stepfunctions", config=config)

FUNCTIONS = {
    "PriceFunctionArn": ("order-price", "nodejs22.x", "index.handler"),
    "ChargeFunctionArn": ("order-charge", "nodejs22.x", "index.handler"),
    "AskApprovalFunctionArn": ("order-ask-approval", "nodejs22.x", "index.handler"),
    "ReserveFunctionArn": ("order-reserve", "python3.12", "handler.handler"),
}

began = time.time()


def say(text):
    print(f"{time.time() - began:6.1f} s  {text}", flush=True)


def zip_of(folder):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(folder.iterdir()):
            if path.is_file():
                package.write(path, path.name)
    return content.getvalue()


def deploy_function(name, runtime, handler):
    package = zip_of(here / "functions" / name)
    try:
        answer = functions_client.create_function(
            FunctionName=name, Runtime=runtime, Handler=handler, Role=role_arn, Timeout=30, Code={"ZipFile": package}
        )
    except functions_client.exceptions.ResourceConflictException:
        answer = functions_client.update_function_code(FunctionName=name, ZipFile=package)
    functions_client.get_waiter("function_active_v2").wait(FunctionName=name)
    say(f"function {name} ({runtime}) is there")
    return answer["FunctionArn"]


def deploy():
    values = {placeholder: deploy_function(*its) for placeholder, its in FUNCTIONS.items()}
    values["PackingActivityArn"] = sfn.create_activity(name="order-packing")["activityArn"]
    say("activity order-packing is there")
    text = (here / "definition.asl.json").read_text(encoding="utf-8")
    definition = re.sub(r"\$\{(\w+)\}", lambda match: values[match.group(1)], text)
    machine = sfn.create_state_machine(name="order-fulfilment", definition=definition, roleArn=role_arn)
    say("state machine order-fulfilment is there")
    return values["PackingActivityArn"], machine["stateMachineArn"]


def complete(call, **arguments):
    """A callback that was repeated because its first answer got lost finds its task done: that is what was wanted."""
    try:
        call(**arguments)
    except sfn.exceptions.TaskTimedOut:
        pass


def approve(question):
    """The human: thinks for a moment, and says yes."""
    time.sleep(1)
    say(f"  the human approves order {question['orderId']} over {question['total']}")
    complete(sfn.send_task_success, taskToken=question["taskToken"], output=json.dumps({"approved": True, "by": "the person on duty"}))


def pack(activity_arn):
    """The worker: asks for parcels to pack until the program ends."""
    while True:
        task = sfn.get_activity_task(activityArn=activity_arn, workerName="packing-desk-1")
        if not task.get("taskToken"):
            continue
        order = json.loads(task["input"])
        say(f"  the worker packs order {order['orderId']} from {', '.join(place['shelf'] for place in order['shelves'])}")
        time.sleep(0.5)
        complete(sfn.send_task_heartbeat, taskToken=task["taskToken"])
        time.sleep(0.5)
        parcel = {"trackingNumber": f"TRACK-{order['orderId']}", "pickUpInSeconds": 2}
        complete(sfn.send_task_success, taskToken=task["taskToken"], output=json.dumps(parcel))


def show(event):
    details = next((value for member, value in event.items() if member.endswith("EventDetails")), {})
    if event["type"].endswith("StateEntered"):
        say(f"> {details['name']}")
    elif event["type"].endswith("StateExited"):
        say(f"< {details['name']}")
    elif event["type"].endswith(("TaskFailed", "FunctionFailed", "ActivityFailed", "TimedOut")):
        say(f"! {event['type']}: {details.get('error')}")
    elif event["type"].startswith("Execution"):
        say(f"= {event['type']}")


def watch(execution_arn):
    """Shows what happens, calls the human when there is a question, and answers how the execution ended."""
    last_id = 0
    while True:
        for page in sfn.get_paginator("get_execution_history").paginate(executionArn=execution_arn, maxResults=1000):
            for event in page["events"]:
                if event["id"] <= last_id:
                    continue
                show(event)
                last_id = event["id"]
                scheduled = event.get("taskScheduledEventDetails", {})
                if scheduled.get("resource") == "invoke.waitForTaskToken":
                    question = json.loads(scheduled["parameters"])["Payload"]
                    threading.Thread(target=approve, args=(question,), daemon=True).start()
        execution = sfn.describe_execution(executionArn=execution_arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.25)


def main():
    activity_arn, state_machine_arn = deploy()
    threading.Thread(target=pack, args=(activity_arn,), daemon=True).start()
    order = json.loads((here / "input.json").read_text(encoding="utf-8"))
    name = f"order-{order['orderId']}-{int(began * 1000)}"
    execution_arn = sfn.start_execution(stateMachineArn=state_machine_arn, name=name, input=json.dumps(order))["executionArn"]
    say(f"started {execution_arn}")
    execution = watch(execution_arn)
    say(f"{execution['status']}: {execution.get('output', execution.get('cause'))}")
    return 0 if execution["status"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    sys.exit(main())
