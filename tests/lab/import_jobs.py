"""CSV import jobs, which no emulator plays: the six operations and the upload, before the door of a Cognito that has none of them.

What a job does lands in the emulator: users by AdminCreateUser and AdminResetUserPassword, so that they have to set a password, and log
lines by PutLogEvents. A job goes on when it is described. Requests are held against botocore's models at the door like all others, and
answers are here, with botocore's own validator. What nobody outside AWS knows is a switch, by the names of the sandbox's
`ImportBehavior`; a test sets some with a PUT of JSON to /behavior of the server that takes the uploads.
"""

import json
import secrets
import threading
import time
from urllib.parse import parse_qsl, urlsplit

import botocore.session
import loopback
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator
from import_rows import RowRefused, Unreadable, attributes, header, read

DEFAULTS = {"first_line": 2, "failure_threshold": 50, "too_many": "AtTheEnd", "role_refused_at": "Run",
            "role_error": "InvalidParameter", "second_job_error": "PreconditionNotMet",
            "unverified_pool_refused_at": "Create", "second_job_refused_at": "Create", "log_late": 0, "log_out_of_order": False,
            "counters_late": 0, "double_backslash": "Kept", "lone_backslash": "Kept", "quote": "Kept", "carriage_return": "Kept",
            "header": "UsernameLast", "password_hash_column": False, "unverified_wording": "Documented", "pending_polls": 0,
            "running_polls": 0, "url_lifetime": 899}
ACTIVE = {"Pending", "InProgress", "Stopping"}
BLOCKED = {"UpdateUserPool", "AddCustomAttributes", "DeleteUserPool"}
SIGNED_HEADER, ENCRYPTION = "x-amz-server-side-encryption", "aws:kms"
TEST_LINE = "Cognito User Pools Import - Test Log"
ROLE_REFUSED = "The CloudWatch Logs role cannot be assumed, does not have the correct access policy, or has been deleted."
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Refused(Exception):
    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class ImportJobs:
    def __init__(self, cognito, logs, iam, account: str):
        self.cognito, self.logs, self.iam, self.account = cognito, logs, iam, account
        self.behavior, self.jobs, self.lock = dict(DEFAULTS), {}, threading.RLock()
        self.model = botocore.session.get_session().get_service_model("cognito-idp")
        self.place = f"http://127.0.0.1:{loopback.start(self.upload).server_port}"
        self.operations = {"GetCSVHeader": self.csv_header, "CreateUserImportJob": self.create, "StartUserImportJob": self.start,
                           "StopUserImportJob": self.stop, "DescribeUserImportJob": self.describe, "ListUserImportJobs": self.listing}

    def before(self, door):
        """The door with these operations before it. `door` decides who may: it has none of them, and says so to whoever may."""
        def answer(asked: loopback.Asked) -> tuple:
            operation = asked.headers.get("x-amz-target", "").split(".")[-1]
            if operation in BLOCKED and self.is_importing(json.loads(asked.body).get("UserPoolId")):
                return refusal("UserImportInProgressException", "An import job is in progress.")
            if operation not in self.operations:
                return door(asked)
            let_in = door(asked)
            if let_in[0] != 200 and json.loads(let_in[2]).get("__type") not in {"InvalidAction", "ResourceNotFoundException"}:
                return let_in
            try:
                with self.lock:
                    answered = self.operations[operation](**json.loads(asked.body))
            except Refused as reason:
                return refusal(reason.code, str(reason))
            except ClientError as error:
                return refusal(error.response["Error"]["Code"], error.response["Error"]["Message"])
            shape = self.model.operation_model(operation).output_shape
            report = ParamValidator().validate(answered, shape)
            assert not report.has_errors(), report.generate_report()
            return 200, {"content-type": "application/x-amz-json-1.1"}, json.dumps(answered).encode()

        return answer

    def before_logs(self, door):
        """The door to the logs: so many reads find the last lines of no job. MiniStack ignores logStreamNamePrefix, so it counts here."""
        def answer(asked: loopback.Asked) -> tuple:
            if not asked.headers.get("x-amz-target", "").endswith(".FilterLogEvents"):
                return door(asked)
            with self.lock:
                for job in self.jobs.values():
                    job["late_reads"] -= 1
                    if job["late_reads"] < 0:
                        self.write(job, job.pop("late_lines", []))
            status, headers, body = door(asked)
            prefix = json.loads(asked.body).get("logStreamNamePrefix", "")
            if status == 200 and prefix:
                found = json.loads(body)
                found["events"] = [event for event in found["events"] if event["logStreamName"].startswith(prefix)]
                body = json.dumps(found).encode()
            return status, headers, body

        return answer

    def is_importing(self, pool_id: str | None = None) -> bool:
        return any(job["Status"] in ACTIVE for job in self.jobs.values() if pool_id in {None, job["UserPoolId"]})

    def pool(self, pool_id: str) -> dict:
        return self.cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]

    def csv_header(self, UserPoolId: str) -> dict:
        return {"UserPoolId": UserPoolId, "CSVHeader": header(self.pool(UserPoolId), self.behavior)}

    def create(self, JobName: str, UserPoolId: str, CloudWatchLogsRoleArn: str) -> dict:
        pool = self.pool(UserPoolId)
        if self.behavior["role_refused_at"] == "Create":
            self.check_role(CloudWatchLogsRoleArn)
        if self.behavior["second_job_refused_at"] == "Create":
            self.refuse_second(self.behavior["second_job_error"])
        if self.behavior["unverified_pool_refused_at"] == "Create":
            check_verifies(pool)
        job_id = "import-" + "".join(secrets.choice(LETTERS) for _ in range(10))
        url = (f"{self.place}/{self.account}/{UserPoolId}/{job_id}?X-Amz-Security-Token={secrets.token_hex(40)}"
               f"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
               f"&X-Amz-SignedHeaders=host%3B{SIGNED_HEADER}&X-Amz-Expires=899&X-Amz-Signature={secrets.token_hex(32)}")
        self.jobs[job_id] = {
            "JobName": JobName, "JobId": job_id, "UserPoolId": UserPoolId, "PreSignedUrl": url, "CreationDate": time.time(),
            "Status": "Created", "CloudWatchLogsRoleArn": CloudWatchLogsRoleArn, "ImportedUsers": 0, "SkippedUsers": 0,
            "FailedUsers": 0, "file": None, "rows": None, "done": 0, "polls": 0, "stale_polls": 0, "late_reads": 0}
        return self.shown(self.jobs[job_id])

    def start(self, UserPoolId: str, JobId: str) -> dict:
        job = self.job(UserPoolId, JobId)
        if job["Status"] != "Created":
            raise Refused("PreconditionNotMetException", f"The job cannot be started. Its status is {job['Status']}.")
        if job["file"] is None:
            raise Refused("PreconditionNotMetException", f"No csv file was uploaded for {JobId}")
        check_verifies(self.pool(UserPoolId))
        if self.behavior["role_refused_at"] == "Start":
            self.check_role(job["CloudWatchLogsRoleArn"])
        self.refuse_second()
        job.update(Status="Pending", StartDate=time.time(), polls=0)
        return self.shown(job)

    def stop(self, UserPoolId: str, JobId: str) -> dict:
        job = self.job(UserPoolId, JobId)
        if job["Status"] not in {"Pending", "InProgress"}:
            raise Refused("PreconditionNotMetException", f"The job cannot be stopped. Its status is {job['Status']}.")
        job["Status"] = "Stopping"
        return self.shown(job)

    def describe(self, UserPoolId: str, JobId: str) -> dict:
        job = self.job(UserPoolId, JobId)
        job["polls"] += 1
        self.go_on(job)
        shown = self.shown(job)
        if job["stale_polls"] > 0 and job["Status"] not in ACTIVE:
            job["stale_polls"] -= 1
            shown["UserImportJob"].update(ImportedUsers=0, SkippedUsers=0, FailedUsers=0)
        return shown

    def listing(self, UserPoolId: str, MaxResults: int, PaginationToken: str = "0") -> dict:
        self.pool(UserPoolId)
        jobs = [self.shown(job)["UserImportJob"] for job in reversed(self.jobs.values()) if job["UserPoolId"] == UserPoolId]
        end = int(PaginationToken) + MaxResults
        more = {"PaginationToken": str(end)} if end < len(jobs) else {}
        return {"UserImportJobs": jobs[int(PaginationToken):end], **more}

    def job(self, pool_id: str, job_id: str) -> dict:
        job = self.jobs.get(job_id)
        if not job or job["UserPoolId"] != pool_id:
            raise Refused("ResourceNotFoundException", f"User import job {job_id} does not exist.")
        return job

    @staticmethod
    def shown(job: dict) -> dict:
        return {"UserImportJob": {name: value for name, value in job.items() if name[0].isupper()}}

    def refuse_second(self, error: str = "PreconditionNotMet") -> None:
        if self.is_importing():
            raise Refused(f"{error}Exception", "Only one user import job can be active at a time.")

    def check_role(self, arn: str) -> None:
        """MiniStack writes a log whatever the role may do, so the role's trust is looked at here."""
        try:
            trust = self.iam.get_role(RoleName=arn.split("/")[-1])["Role"]["AssumeRolePolicyDocument"]
        except ClientError:
            trust = {"Statement": []}
        principals = [statement.get("Principal", {}).get("Service", []) for statement in trust["Statement"]]
        if not any("cognito-idp.amazonaws.com" in principal for principal in principals):
            raise Refused(f"{self.behavior['role_error']}Exception", f"Role cannot be assumed by Amazon Cognito: {arn}")

    def upload(self, asked: loopback.Asked) -> tuple:
        if asked.target == "/behavior" and asked.method == "PUT":
            changes = json.loads(asked.body)
            unknown = set(changes) - set(DEFAULTS)
            self.behavior.update({} if unknown else changes)
            return (400 if unknown else 200), {}, json.dumps(sorted(unknown)).encode()
        headers = asked.headers
        if "authorization" in headers:
            return xml(400, "InvalidArgument", "Only one auth mechanism allowed")
        if any(name.startswith("x-amz-") and name != SIGNED_HEADER for name in headers):
            return xml(403, "AccessDenied", "There were headers present in the request which were not signed")
        with self.lock:
            job = next((job for job in self.jobs.values() if same(job["PreSignedUrl"], self.place + asked.target)), None)
            if asked.method != "PUT" or not job or headers.get(SIGNED_HEADER) != ENCRYPTION:
                return xml(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")
            if time.time() >= job["CreationDate"] + self.behavior["url_lifetime"]:
                return xml(403, "AccessDenied", "Request has expired")
            if "content-length" not in headers:
                return xml(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
            if job["Status"] == "Created":
                job["file"] = asked.body
        return 200, {SIGNED_HEADER: ENCRYPTION}, b""

    def go_on(self, job: dict) -> None:
        if job["Status"] == "Stopping":
            self.end(job, "Stopped", "The Import Job was stopped by the developer.")
        if job["Status"] == "Pending" and job["polls"] > self.behavior["pending_polls"]:
            job.update(Status="InProgress", StartDate=time.time())
            self.begin(job)
        if job["Status"] == "InProgress":
            self.take_rows(job)

    def begin(self, job: dict) -> None:
        pool = self.pool(job["UserPoolId"])
        try:
            self.check_role(job["CloudWatchLogsRoleArn"])
            fitting = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._/#-") else "_" for letter in pool["Name"])
            job["log"] = {"logGroupName": f"/aws/cognito/userpools/{pool['Id']}/{fitting}",
                          "logStreamName": f"{job['JobId']}/{job['JobName']}"}
            self.open_log(job["log"])
            self.write(job, [TEST_LINE, TEST_LINE])
            job["rows"] = read(job["file"], header(pool, self.behavior), self.behavior)
        except Refused:
            self.end(job, "Failed", ROLE_REFUSED)
        except Unreadable:
            self.end(job, "Failed", "Amazon Cognito is unable to parse the .csv file.")
        job["file"] = None

    def open_log(self, log: dict) -> None:
        for make, names in [(self.logs.create_log_group, ["logGroupName"]), (self.logs.create_log_stream, list(log))]:
            try:
                make(**{name: log[name] for name in names})
            except self.logs.exceptions.ResourceAlreadyExistsException:
                pass

    def write(self, job: dict, lines: list) -> None:
        if lines:
            now = int(time.time() * 1000)
            self.logs.put_log_events(**job["log"], logEvents=[{"timestamp": now, "message": line} for line in lines])

    def take_rows(self, job: dict) -> None:
        pool, rows, lines = self.pool(job["UserPoolId"]), job["rows"], []
        spread = self.behavior["running_polls"]
        until = len(rows) * min(job["polls"] - 1 - self.behavior["pending_polls"], spread) // spread if spread else len(rows)
        given_up = False
        while job["done"] < until and not given_up:
            word, counter, reason = self.take(pool, rows[job["done"]])
            job[counter] += 1
            lines.append(f"[{word}] Line Number {self.behavior['first_line'] + job['done']} - {reason}")
            job["done"] += 1
            given_up = self.behavior["too_many"] == "AtOnce" and self.too_many(job)
        if self.behavior["log_out_of_order"]:
            lines.reverse()
        job["late_reads"] = self.behavior["log_late"]
        if job["late_reads"]:
            job.setdefault("late_lines", []).extend(lines)
        else:
            self.write(job, lines)
        if given_up or job["done"] == len(rows):
            job["stale_polls"] = self.behavior["counters_late"]
            if self.too_many(job):
                self.end(job, "Failed", "Too many users have failed or been skipped during the import.")
            else:
                self.end(job, "Succeeded", "Import Job Completed Successfully.")

    def too_many(self, job: dict) -> bool:
        return (job["FailedUsers"] + job["SkippedUsers"]) * 100 > self.behavior["failure_threshold"] * len(job["rows"])

    def take(self, pool: dict, row: dict) -> tuple:
        try:
            name, values = attributes(row, pool, self.behavior)
            self.cognito.admin_create_user(UserPoolId=pool["Id"], Username=name, MessageAction="SUPPRESS",
                                           UserAttributes=[{"Name": key, "Value": value} for key, value in values.items()])
            self.cognito.admin_reset_user_password(UserPoolId=pool["Id"], Username=name)
        except RowRefused as reason:
            return "FAILED", "FailedUsers", str(reason)
        except self.cognito.exceptions.UsernameExistsException:
            return "SKIPPED", "SkippedUsers", "The user already exists."
        except ClientError as error:
            return "FAILED", "FailedUsers", error.response["Error"]["Message"]
        return "SUCCEEDED", "ImportedUsers", "The import succeeded."

    @staticmethod
    def end(job: dict, status: str, message: str) -> None:
        job.update(Status=status, CompletionMessage=message, CompletionDate=time.time(), file=None, rows=job["rows"] and [])


def check_verifies(pool: dict) -> None:
    if not pool.get("AutoVerifiedAttributes"):
        raise Refused("PreconditionNotMetException", "The user pool must have at least one auto verified attribute.")


def same(one: str, other: str) -> bool:
    """Query parameters have no order, and may be escaped more or less."""
    parts = [urlsplit(url) for url in [one, other]]
    return parts[0].path == parts[1].path and len({tuple(sorted(parse_qsl(part.query))) for part in parts}) == 1


def refusal(code: str, message: str) -> tuple:
    body = json.dumps({"__type": code, "message": message}).encode()
    return 400, {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code}, body


def xml(status: int, code: str, message: str) -> tuple:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return status, {"content-type": "application/xml"}, text.encode()
