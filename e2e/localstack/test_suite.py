"""
A suite as people have written it for LocalStack's free edition: port 4566, credentials test/test, account 000000000000,
boto3 and unittest. It knows nothing of Stile; LOCALSTACK_ENDPOINT is the one thing such suites let one set.
"""

import io
import json
import os
import time
import unittest
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ.get("LOCALSTACK_ENDPOINT", "http://localhost:4566")
ACCOUNT = "000000000000"
REGION = "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/test-role"


def client(service, **options):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        **options,
    )


def eventually(check, seconds=20):
    """What runs behind the scenes takes a moment; suites poll."""
    until = time.time() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.time() > until:
            raise AssertionError("it did not happen")
        time.sleep(0.2)


def zip_of(source):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("handler.py", source)
    return content.getvalue()


def setUpModule():
    def services_are_up():
        with urllib.request.urlopen(f"{ENDPOINT}/_localstack/health") as answer:
            services = json.load(answer)["services"]
        wanted = ["s3", "sqs", "sns", "dynamodb", "lambda", "events", "logs", "stepfunctions"]
        return all(services.get(name) in ("available", "running") for name in wanted)

    eventually(services_are_up)


class Buckets(unittest.TestCase):
    def test_objects(self):
        s3 = client("s3", config=Config(s3={"addressing_style": "path"}))
        s3.create_bucket(Bucket="suite-bucket")
        s3.put_object(Bucket="suite-bucket", Key="folder/a.json", Body=b'{"a": 1}', Metadata={"kind": "test"})
        answer = s3.get_object(Bucket="suite-bucket", Key="folder/a.json")
        self.assertEqual(answer["Body"].read(), b'{"a": 1}')
        self.assertEqual(answer["Metadata"], {"kind": "test"})
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket="suite-bucket", Prefix="folder/")["Contents"]]
        self.assertEqual(keys, ["folder/a.json"])
        with self.assertRaises(ClientError) as refused:
            s3.get_object(Bucket="suite-bucket", Key="nope")
        self.assertEqual(refused.exception.response["Error"]["Code"], "NoSuchKey")

    def test_presigned_urls(self):
        s3 = client("s3", config=Config(s3={"addressing_style": "path"}))
        s3.create_bucket(Bucket="suite-presigned")
        url = s3.generate_presigned_url("put_object", Params={"Bucket": "suite-presigned", "Key": "k"}, ExpiresIn=60)
        urllib.request.urlopen(urllib.request.Request(url, data=b"signed", method="PUT"))
        url = s3.generate_presigned_url("get_object", Params={"Bucket": "suite-presigned", "Key": "k"}, ExpiresIn=60)
        self.assertEqual(urllib.request.urlopen(url).read(), b"signed")

    def test_notifications(self):
        s3, sqs = client("s3"), client("sqs")
        s3.create_bucket(Bucket="suite-notifies")
        url = sqs.create_queue(QueueName="suite-notified")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        s3.put_bucket_notification_configuration(
            Bucket="suite-notifies",
            NotificationConfiguration={"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]},
        )
        s3.put_object(Bucket="suite-notifies", Key="new.txt", Body=b"x")

        def arrived():
            for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", []):
                for record in json.loads(message["Body"]).get("Records", []):
                    return record["s3"]["object"]["key"]

        self.assertEqual(eventually(arrived), "new.txt")


class Queues(unittest.TestCase):
    def test_send_and_receive(self):
        sqs = client("sqs")
        url = sqs.create_queue(QueueName="suite-queue")["QueueUrl"]
        self.assertTrue(url.endswith(f"/{ACCOUNT}/suite-queue"), url)
        sqs.send_message(QueueUrl=url, MessageBody="hello", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}})
        message = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
        self.assertEqual((message["Body"], message["MessageAttributes"]["n"]["StringValue"]), ("hello", "1"))
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def test_topic_to_queue(self):
        sqs, sns = client("sqs"), client("sns")
        url = sqs.create_queue(QueueName="suite-subscriber")["QueueUrl"]
        topic = sns.create_topic(Name="suite-topic")["TopicArn"]
        self.assertEqual(topic, f"arn:aws:sns:{REGION}:{ACCOUNT}:suite-topic")
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:suite-subscriber",
            Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"kind": ["wanted"]})},
        )
        for kind in ("unwanted", "wanted"):
            attributes = {"kind": {"DataType": "String", "StringValue": kind}}
            sns.publish(TopicArn=topic, Message=kind, MessageAttributes=attributes)
        received = eventually(lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages"))
        self.assertEqual([message["Body"] for message in received], ["wanted"])


class Tables(unittest.TestCase):
    def test_items(self):
        table = boto3.resource(
            "dynamodb", endpoint_url=ENDPOINT, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
        ).create_table(
            TableName="suite-table",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
            BillingMode="PAY_PER_REQUEST",
        )
        table.wait_until_exists()
        with table.batch_writer() as batch:
            for n in range(30):
                batch.put_item(Item={"pk": "a", "sk": n, "even": n % 2 == 0})
        from boto3.dynamodb.conditions import Attr, Key

        found = table.query(KeyConditionExpression=Key("pk").eq("a") & Key("sk").between(5, 9), FilterExpression=Attr("even").eq(True))
        self.assertEqual([int(item["sk"]) for item in found["Items"]], [6, 8])
        with self.assertRaises(ClientError) as refused:
            table.put_item(Item={"pk": "a", "sk": 1}, ConditionExpression="attribute_not_exists(pk)")
        self.assertEqual(refused.exception.response["Error"]["Code"], "ConditionalCheckFailedException")


class Functions(unittest.TestCase):
    def test_a_queue_feeds_a_function_which_writes_to_a_table(self):
        functions, sqs, tables = client("lambda"), client("sqs"), client("dynamodb")
        tables.create_table(
            TableName="suite-results",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        # Functions reach the other services as LocalStack's documentation tells: AWS_ENDPOINT_URL is there.
        source = """
import json, os, urllib.request

def handler(event, context):
    assert os.environ["LOCALSTACK_HOSTNAME"] and os.environ["AWS_ENDPOINT_URL"]
    for record in event["Records"]:
        put(record["body"])
    return {"count": len(event["Records"])}

def put(body):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        data=json.dumps({"TableName": "suite-results", "Item": {"id": {"S": body}}}).encode(),
        headers={
            "X-Amz-Target": "DynamoDB_20120810.PutItem",
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Date": "20260101T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        },
    )
    urllib.request.urlopen(request).read()
"""
        functions.create_function(
            FunctionName="suite-worker", Runtime="python3.12", Handler="handler.handler", Role=ROLE, Code={"ZipFile": zip_of(source)}
        )
        functions.get_waiter("function_active_v2").wait(FunctionName="suite-worker")
        url = sqs.create_queue(QueueName="suite-work")["QueueUrl"]
        functions.create_event_source_mapping(
            EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:suite-work", FunctionName="suite-worker", BatchSize=1
        )
        sqs.send_message(QueueUrl=url, MessageBody="job-1")
        eventually(lambda: tables.get_item(TableName="suite-results", Key={"id": {"S": "job-1"}}).get("Item"))

    def test_function_logs(self):
        functions, logs = client("lambda"), client("logs")
        functions.create_function(
            FunctionName="suite-talker",
            Runtime="python3.12",
            Handler="handler.handler",
            Role=ROLE,
            Code={"ZipFile": zip_of("def handler(event, context):\n    print('said', event['word'])\n    return event['word']\n")},
        )
        functions.get_waiter("function_active_v2").wait(FunctionName="suite-talker")
        answer = functions.invoke(FunctionName="suite-talker", Payload=json.dumps({"word": "aloud"}))
        self.assertEqual(json.load(answer["Payload"]), "aloud")

        def logged():
            try:
                events = logs.filter_log_events(logGroupName="/aws/lambda/suite-talker")["events"]
            except ClientError:
                return False
            return any("said aloud" in event["message"] for event in events)

        eventually(logged)


class Events(unittest.TestCase):
    def test_a_rule_starts_a_workflow(self):
        events, sfn, sqs = client("events"), client("stepfunctions"), client("sqs")
        url = sqs.create_queue(QueueName="suite-outcome")["QueueUrl"]
        definition = {
            "StartAt": "Tell",
            "States": {
                "Tell": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sqs:sendMessage",
                    "Parameters": {"QueueUrl": url, "MessageBody.$": "$.detail.order"},
                    "End": True,
                }
            },
        }
        machine = sfn.create_state_machine(name="suite-machine", definition=json.dumps(definition), roleArn=ROLE)["stateMachineArn"]
        events.put_rule(Name="suite-rule", EventPattern=json.dumps({"source": ["suite"], "detail": {"total": [{"numeric": [">", 10]}]}}))
        events.put_targets(Rule="suite-rule", Targets=[{"Id": "1", "Arn": machine, "RoleArn": ROLE}])
        for order, total in (("small", 5), ("large", 50)):
            detail = json.dumps({"order": order, "total": total})
            answer = events.put_events(Entries=[{"Source": "suite", "DetailType": "order", "Detail": detail}])
            self.assertEqual(answer["FailedEntryCount"], 0)
        received = eventually(lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages"))
        self.assertEqual([message["Body"] for message in received], ["large"])


if __name__ == "__main__":
    unittest.main()
