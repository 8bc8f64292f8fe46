"""What comes in, what goes out, and what waits between."""

from __future__ import annotations

from command.links.known import Gauge, one

OLDEST = "SELECT coalesce(extract(epoch FROM clock_timestamp() - min({0})), 0) FROM {1} WHERE {2}"

GAUGES = [
    Gauge(
        "ecc_deadline_lag_seconds", "时限任务滞后", "秒", "Age of the oldest deadline that is due and not done",
        one("SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(due_at)), 0)) FROM clerk_deadline"),
        rule="links.deadline_s", alarm=True,
    ),
    Gauge(
        "ecc_inbox_oldest_seconds", "上行消息待处理", "秒", "Age of the oldest message that is stored and not handled",
        one(OLDEST.format("stored_at", "inbox_inbox", "state = 'new'")), rule="links.inbox_s", alarm=True,
    ),
    Gauge("ecc_inbox_stuck", "处理失败的消息", "条", "Messages that failed three times", one("SELECT count(*) FROM inbox_inbox WHERE state = 'stuck'"), rule="links.stuck"),
    Gauge(
        "ecc_quarantine_topics", "近一小时看不懂的来源", "个", "Topics with frames nobody could read within the hour",
        one("SELECT count(*) FROM inbox_quarantine WHERE last_at > clock_timestamp() - interval '1 hour'"),
    ),
    Gauge("ecc_quarantine_frames_total", "隔离的报文累计", "条", "Frames nobody could read", one("SELECT sum(count) FROM inbox_quarantine")),
    Gauge(
        "ecc_downlink_oldest_seconds", "下行指令待发", "秒", "Age of the oldest command that is due and not with the broker",
        one(OLDEST.format("due_at", "terminals_downlink", "state = 'queued' AND due_at <= clock_timestamp()")), rule="links.downlink_s", alarm=True,
    ),
    Gauge(
        "ecc_attempts_waiting", "排队的呼叫与短信", "条", "Tries that wait for a slow channel",
        one("SELECT count(*) FROM callout_attempt WHERE due_at IS NOT NULL"),
    ),
    Gauge("ecc_events_total", "事件日志", "条", "Events of all streams", one("SELECT sum(head) FROM log_stream")),
]  # fmt: skip
