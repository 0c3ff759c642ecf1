"""Runs a Python function: loads the handler, then asks the Runtime API for one invocation after the other.

Runs in the function's own process with nothing but the standard library, Python 3.8 or later. Behaviour, texts and
the shape of errors follow AWS's Python runtime: JSON is printed by json.dumps, hence with ", " and ": ".
"""

import decimal
import importlib
import json
import logging
import os
import re
import socket
import sys
import time
import traceback

TASK_ROOT = os.environ["LAMBDA_TASK_ROOT"]
LAYERS_ROOT = os.environ.get("STILE_LAYERS_ROOT")
BOOTSTRAP = os.path.abspath(__file__)

# ---- the Runtime API


class RuntimeApi:
    """One keep-alive connection. The server always answers with Content-Length; when the connection ends, so does this process."""

    def __init__(self, address):
        self.authority, self.token = address.split("/")
        host, port = self.authority.split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", 65536)

    def send(self, method, path, body=b"", headers=""):
        head = "%s /%s/2018-06-01/runtime%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n%s\r\n" % (
            method, self.token, path, self.authority, len(body), headers,
        )
        try:
            self.socket.sendall(head.encode("latin-1") + body)
        except OSError:
            os._exit(1)

    def receive(self):
        headers = {}
        try:
            if not self.reader.readline():
                os._exit(1)
            while True:
                line = self.reader.readline().strip()
                if not line:
                    break
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            body = self.reader.read(int(headers.get("content-length", "0")))
        except OSError:
            os._exit(1)
        return headers, body

    def next(self):
        self.send("GET", "/invocation/next")
        return self.receive()

    def respond(self, request_id, body, content_type):
        self.send("POST", "/invocation/%s/response" % request_id, body, "Content-Type: %s\r\n" % content_type)
        self.receive()

    def fail(self, path, error):
        self.send(
            "POST", path, to_json(error).encode("utf-8"),
            "Content-Type: application/json\r\nLambda-Runtime-Function-Error-Type: %s\r\n" % header_text(error["errorType"]),
        )
        self.receive()


def header_text(text):
    return re.sub(r"[^\x21-\x7e]", "?", text)


# ---- JSON, as AWS's runtime prints it

# From Python 3.12 on the runtime prints characters beyond ASCII as they are.
ENSURE_ASCII = sys.version_info < (3, 12)
_runtime = re.match(r"AWS_Lambda_python3\.(\d+)$", os.environ.get("AWS_EXECUTION_ENV", ""))
if _runtime:
    ENSURE_ASCII = int(_runtime.group(1)) < 12
# A Decimal is printed as a number with all its digits, which json cannot do: it is printed as a marked string and unmarked afterwards.
DECIMAL_MARK = os.urandom(12).hex()
DECIMAL_PATTERN = re.compile('"%s([^"]*)"' % DECIMAL_MARK)


def encode_other(value):
    if isinstance(value, decimal.Decimal):
        return float("nan") if value.is_nan() else DECIMAL_MARK + str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8")
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def to_json(value):
    text = json.dumps(value, ensure_ascii=ENSURE_ASCII, default=encode_other)
    return DECIMAL_PATTERN.sub(r"\1", text) if DECIMAL_MARK in text else text


# ---- errors


class RuntimeFault(Exception):
    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.trace = trace


def as_on_lambda(text):
    """Functions live in /var/task, layers in /opt and the runtime in /var/runtime, also in what they report."""
    if LAYERS_ROOT:
        text = text.replace(LAYERS_ROOT, "/opt")
    return text.replace(BOOTSTRAP, "/var/runtime/bootstrap.py").replace(TASK_ROOT, "/var/task")


def make_error(message, error_type, trace, request_id=""):
    return {
        "errorMessage": as_on_lambda(message or ""),
        "errorType": error_type or "",
        "requestId": request_id,
        "stackTrace": trace or [],
    }


def error_report(error, request_id=""):
    if isinstance(error, RuntimeFault):
        return make_error(error.message, error.error_type, error.trace, request_id)
    # As plain tuples the frames are printed without the markers below the source line.
    frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(error.__traceback__)]
    own = 0
    while own < len(frames) and frames[own][0] == BOOTSTRAP:
        own += 1
    # Formatted with the real file names, as the source lines are read from there.
    trace = [as_on_lambda(line) for line in traceback.format_list(frames[own:] or frames)]
    return make_error(str(error), type(error).__name__, trace, request_id)


def log_error(report):
    lines = ["[ERROR] %s: %s" % (report["errorType"], report["errorMessage"]), "Traceback (most recent call last):"]
    for element in report["stackTrace"]:
        lines += ["\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in element.splitlines()]
    sys.stdout.write("\r".join(lines) + "\n")


# ---- logging

request_id = ""


class LambdaHandler(logging.Handler):
    def emit(self, record):
        record.aws_request_id = request_id
        sys.stdout.write(self.format(record))


def set_up_logging():
    logging.Formatter.converter = time.gmtime
    handler = LambdaHandler()
    handler.setFormatter(
        logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S")
    )
    logging.getLogger().addHandler(handler)


# ---- the context object


class Fields:
    """An object with the given fields of a dictionary, None where there are none."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, (values or {}).get(name))


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.tenant_id = None
        self._deadline_ms = int(headers["lambda-runtime-deadline-ms"])
        client = parse_header(headers, "lambda-runtime-client-context", "Client Context")
        self.client_context = None
        if client is not None:
            self.client_context = Fields(["custom", "env", "client"], client)
            if self.client_context.client is not None:
                self.client_context.client = Fields(
                    ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"],
                    self.client_context.client,
                )
        identity = parse_header(headers, "lambda-runtime-cognito-identity", "Cognito Identity") or {}
        self.identity = Fields([], {})
        self.identity.cognito_identity_id = identity.get("cognitoIdentityId")
        self.identity.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def parse_header(headers, name, label):
    if name not in headers:
        return None
    try:
        return json.loads(headers[name])
    except Exception as error:
        raise RuntimeFault("Runtime.LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (label, error))


# ---- the handler


def load_handler(text):
    module_name, dot, function_name = text.rpartition(".")
    if not dot:
        # The words of Python's own ValueError, which AWS passes on.
        raise RuntimeFault("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % text)
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise RuntimeFault("Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        trace = [as_on_lambda('  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text))]
        raise RuntimeFault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), trace)
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise RuntimeFault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))


def parse_event(body):
    try:
        return json.loads(body)
    except Exception as error:
        raise RuntimeFault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)


def marshal(value):
    if isinstance(value, bytes):
        return value, "application/unknown"
    try:
        return to_json(value).encode("utf-8"), "application/json"
    except Exception as error:
        raise RuntimeFault("Runtime.MarshalError", "Unable to marshal response: %s" % error)


def main():
    global request_id
    # The folder of this file is no place to import from.
    sys.path[0] = TASK_ROOT
    set_up_logging()
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        report = error_report(error)
        log_error(report)
        api.fail("/init/error", report)
        sys.exit(1)

    while True:
        headers, body = api.next()
        request_id = headers["lambda-runtime-aws-request-id"]
        if "lambda-runtime-trace-id" in headers:
            os.environ["_X_AMZN_TRACE_ID"] = headers["lambda-runtime-trace-id"]
        else:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        try:
            context = LambdaContext(headers)
            payload, content_type = marshal(handler(parse_event(body), context))
        except Exception as error:
            report = error_report(error, request_id)
            log_error(report)
            api.fail("/invocation/%s/error" % request_id, report)
        else:
            api.respond(request_id, payload, content_type)


main()
