"""
Deploys the order workflow with boto3 and walks one order through it: it plays the human who approves, the worker
who packs and the carrier who collects, and shows the execution state by state. Nothing here is particular to Stile:
AWS_ENDPOINT_URL decides who is spoken to. ROLE_ARN names a role that Step Functions and Lambda may take on.
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
dynamodb = boto3.client("dynamodb", config=config)
sqs = boto3.client("sqs", config=config)
sns = boto3.client("sns", config=config)

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


def deploy_table(name):
    try:
        dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "orderId", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "orderId", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
    except dynamodb.exceptions.ResourceInUseException:
        pass
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    say(f"table {name} is there")
    return name


def deploy_queue(name):
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    say(f"queue {name} is there")
    return url


def deploy_topic(name, queue_url):
    """The topic, and a queue that hears what is published to it."""
    topic_arn = sns.create_topic(Name=name)["TopicArn"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn)
    say(f"topic {name} is there")
    return topic_arn


def deploy():
    values = {placeholder: deploy_function(*its) for placeholder, its in FUNCTIONS.items()}
    values["OrdersTableName"] = deploy_table("orders")
    values["CarrierQueueUrl"] = deploy_queue("order-carrier")
    announcements_url = deploy_queue("order-announcements")
    values["OrderEventsTopicArn"] = deploy_topic("order-events", announcements_url)
    values["PackingActivityArn"] = sfn.create_activity(name="order-packing")["activityArn"]
    say("activity order-packing is there")
    text = (here / "definition.asl.json").read_text(encoding="utf-8")
    definition = re.sub(r"\$\{(\w+)\}", lambda match: values[match.group(1)], text)
    machine = sfn.create_state_machine(name="order-fulfilment", definition=definition, roleArn=role_arn)
    say("state machine order-fulfilment is there")
    return values["PackingActivityArn"], machine["stateMachineArn"], values["CarrierQueueUrl"], announcements_url


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
        complete(sfn.send_task_success, taskToken=task["taskToken"], output=json.dumps({"weightKg": 12.5}))


def messages_of(queue_url, until=float("inf")):
    """Takes messages off a queue one by one."""
    while time.time() < until:
        for message in sqs.receive_message(QueueUrl=queue_url, WaitTimeSeconds=10).get("Messages", []):
            yield json.loads(message["Body"])
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])


def collect(carrier_url):
    """The carrier: reads its orders from a queue and says when it comes."""
    for order in messages_of(carrier_url):
        say(f"  the carrier will collect {order['weightKg']} kg for order {order['orderId']}")
        pick_up = {"trackingNumber": f"TRACK-{order['orderId']}", "pickUpInSeconds": 2}
        complete(sfn.send_task_success, taskToken=order["taskToken"], output=json.dumps(pick_up))


def announced(announcements_url, order_id):
    """What the rest of the company hears of the order: the message of this execution, which may come after others."""
    for message in messages_of(announcements_url, until=time.time() + 20):
        if json.loads(message["Message"])["orderId"] == order_id:
            return f"{message['Subject']}: {message['Message']}"
    return None


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
        # Asked before the history is read: of an execution that has ended, the history is then whole.
        execution = sfn.describe_execution(executionArn=execution_arn)
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
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.25)


def main():
    activity_arn, state_machine_arn, carrier_url, announcements_url = deploy()
    threading.Thread(target=pack, args=(activity_arn,), daemon=True).start()
    threading.Thread(target=collect, args=(carrier_url,), daemon=True).start()
    order = json.loads((here / "input.json").read_text(encoding="utf-8"))
    name = f"order-{order['orderId']}-{int(began * 1000)}"
    execution_arn = sfn.start_execution(stateMachineArn=state_machine_arn, name=name, input=json.dumps(order))["executionArn"]
    say(f"started {execution_arn}")
    execution = watch(execution_arn)
    if execution["status"] == "SUCCEEDED":
        item = dynamodb.get_item(TableName="orders", Key={"orderId": {"S": order["orderId"]}})["Item"]
        say(f"  the table says {item['status']['S']}, {item['trackingNumber']['S']}")
        say(f"  the topic said {announced(announcements_url, order['orderId'])}")
    say(f"{execution['status']}: {execution.get('output', execution.get('cause'))}")
    return 0 if execution["status"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    sys.exit(main())
