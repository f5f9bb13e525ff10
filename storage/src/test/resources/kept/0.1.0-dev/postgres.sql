--
-- PostgreSQL database dump
--

\restrict nbbv7hn4SdNX2gi6gGqJIWL3nhacEFyo7b1fb8DplfgvN0MyhiOod7PQqUqnnkx

-- Dumped from database version 15.14
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: domestik; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA domestik;


--
-- Name: over(double precision, double precision); Type: FUNCTION; Schema: domestik; Owner: -
--

CREATE FUNCTION domestik.over(a double precision, b double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CASE WHEN b = 0 THEN NULL WHEN a = 0 THEN 0 WHEN log(abs(a)) - log(abs(b)) BETWEEN -290 AND 290 THEN a / b END $$;


--
-- Name: times(double precision, double precision); Type: FUNCTION; Schema: domestik; Owner: -
--

CREATE FUNCTION domestik.times(a double precision, b double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CASE WHEN a = 0 OR b = 0 THEN 0 WHEN log(abs(a)) + log(abs(b)) BETWEEN -290 AND 290 THEN a * b END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: access_audit; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.access_audit (
    "time" timestamp with time zone NOT NULL,
    who text NOT NULL,
    address text NOT NULL,
    what text NOT NULL,
    detail text NOT NULL
);


--
-- Name: access_changes; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.access_changes (
    number bigint NOT NULL
);


--
-- Name: access_enrolment; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.access_enrolment (
    hash text NOT NULL,
    hosts text NOT NULL,
    uses integer NOT NULL,
    created timestamp with time zone NOT NULL,
    expires timestamp with time zone NOT NULL
);


--
-- Name: access_session; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.access_session (
    hash text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    agent text NOT NULL,
    created timestamp with time zone NOT NULL,
    last_use timestamp with time zone NOT NULL,
    expires timestamp with time zone NOT NULL
);


--
-- Name: access_token; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.access_token (
    name text NOT NULL,
    hash text NOT NULL,
    role text NOT NULL,
    hosts text NOT NULL,
    host text,
    agent text,
    created timestamp with time zone NOT NULL,
    expires timestamp with time zone,
    last_use timestamp with time zone
);


--
-- Name: access_user; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.access_user (
    name text NOT NULL,
    role text NOT NULL,
    password text NOT NULL,
    created timestamp with time zone NOT NULL,
    last_login timestamp with time zone
);


--
-- Name: book; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.book (
    host integer NOT NULL,
    probe integer NOT NULL,
    sample_time timestamp with time zone NOT NULL,
    samples bigint NOT NULL
);


--
-- Name: buckets_load; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.buckets_load (
    host integer NOT NULL,
    series integer NOT NULL,
    sample_time timestamp with time zone NOT NULL,
    bucket_end timestamp with time zone NOT NULL,
    samples bigint NOT NULL,
    one_min double precision,
    one_max double precision,
    one_sum double precision,
    one_count bigint,
    one_min_time timestamp with time zone,
    one_max_time timestamp with time zone
);


--
-- Name: buckets_process_tracking; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.buckets_process_tracking (
    host integer NOT NULL,
    series integer NOT NULL,
    sample_time timestamp with time zone NOT NULL,
    bucket_end timestamp with time zone NOT NULL,
    samples bigint NOT NULL,
    data_min double precision,
    data_max double precision,
    data_sum double precision,
    data_count bigint,
    data_min_time timestamp with time zone,
    data_max_time timestamp with time zone,
    stack_min double precision,
    stack_max double precision,
    stack_sum double precision,
    stack_count bigint,
    stack_min_time timestamp with time zone,
    stack_max_time timestamp with time zone,
    used_min double precision,
    used_max double precision,
    used_sum double precision,
    used_count bigint,
    used_min_time timestamp with time zone,
    used_max_time timestamp with time zone,
    rss_min double precision,
    rss_max double precision,
    rss_sum double precision,
    rss_count bigint,
    rss_min_time timestamp with time zone,
    rss_max_time timestamp with time zone,
    twice_min double precision,
    twice_max double precision,
    twice_sum double precision,
    twice_count bigint,
    twice_min_time timestamp with time zone,
    twice_max_time timestamp with time zone
);


--
-- Name: conflict; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.conflict (
    host integer NOT NULL,
    boot text NOT NULL,
    sequence bigint NOT NULL,
    digest text NOT NULL
);


--
-- Name: delivery; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.delivery (
    host integer NOT NULL,
    boot text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    digests text
);


--
-- Name: epoch; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.epoch (
    number bigint NOT NULL
);


--
-- Name: host; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.host (
    id integer NOT NULL,
    name text NOT NULL,
    retired timestamp with time zone
);


--
-- Name: ledger; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.ledger (
    host integer NOT NULL,
    probe integer NOT NULL,
    accepted bigint NOT NULL,
    purged bigint NOT NULL,
    last_sample timestamp with time zone,
    hour integer
);


--
-- Name: live_load; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.live_load (
    host integer NOT NULL,
    series integer NOT NULL,
    sample_time timestamp with time zone NOT NULL,
    one double precision
);


--
-- Name: live_process_tracking; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.live_process_tracking (
    host integer NOT NULL,
    series integer NOT NULL,
    sample_time timestamp with time zone NOT NULL,
    data bigint,
    stack bigint,
    rss bigint
);


--
-- Name: probe; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.probe (
    id integer NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    operator text
);


--
-- Name: series_load; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.series_load (
    series integer NOT NULL,
    host integer NOT NULL
);


--
-- Name: probe_load; Type: VIEW; Schema: domestik; Owner: -
--

CREATE VIEW domestik.probe_load AS
 SELECT h.name AS host,
    t.one,
    t.sample_time
   FROM ((domestik.live_load t
     JOIN domestik.series_load s ON ((s.series = t.series)))
     JOIN domestik.host h ON ((h.id = t.host)));


--
-- Name: probe_load_archive; Type: VIEW; Schema: domestik; Owner: -
--

CREATE VIEW domestik.probe_load_archive AS
 SELECT h.name AS host,
    t.sample_time,
    t.one_min,
    t.one_max,
    t.samples,
    (t.one_sum / (NULLIF(t.one_count, 0))::double precision) AS one_avg,
    t.one_count,
    t.one_min_time,
    t.one_max_time,
    t.bucket_end
   FROM ((domestik.buckets_load t
     JOIN domestik.series_load s ON ((s.series = t.series)))
     JOIN domestik.host h ON ((h.id = t.host)));


--
-- Name: series_process_tracking; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.series_process_tracking (
    series integer NOT NULL,
    host integer NOT NULL,
    process text NOT NULL
);


--
-- Name: probe_process_tracking; Type: VIEW; Schema: domestik; Owner: -
--

CREATE VIEW domestik.probe_process_tracking AS
 SELECT h.name AS host,
    s.process,
    t.data,
    t.stack,
    t.rss,
    t.sample_time
   FROM ((domestik.live_process_tracking t
     JOIN domestik.series_process_tracking s ON ((s.series = t.series)))
     JOIN domestik.host h ON ((h.id = t.host)));


--
-- Name: probe_process_tracking_archive; Type: VIEW; Schema: domestik; Owner: -
--

CREATE VIEW domestik.probe_process_tracking_archive AS
 SELECT h.name AS host,
    s.process,
    t.sample_time,
    t.data_min,
    t.data_max,
    t.stack_min,
    t.stack_max,
    t.rss_min,
    t.rss_max,
    t.used_min,
    t.used_max,
    t.twice_min,
    t.twice_max,
    t.samples,
    (t.data_sum / (NULLIF(t.data_count, 0))::double precision) AS data_avg,
    t.data_count,
    t.data_min_time,
    t.data_max_time,
    (t.stack_sum / (NULLIF(t.stack_count, 0))::double precision) AS stack_avg,
    t.stack_count,
    t.stack_min_time,
    t.stack_max_time,
    (t.rss_sum / (NULLIF(t.rss_count, 0))::double precision) AS rss_avg,
    t.rss_count,
    t.rss_min_time,
    t.rss_max_time,
    (t.used_sum / (NULLIF(t.used_count, 0))::double precision) AS used_avg,
    t.used_count,
    t.used_min_time,
    t.used_max_time,
    (t.twice_sum / (NULLIF(t.twice_count, 0))::double precision) AS twice_avg,
    t.twice_count,
    t.twice_min_time,
    t.twice_max_time,
    t.bucket_end
   FROM ((domestik.buckets_process_tracking t
     JOIN domestik.series_process_tracking s ON ((s.series = t.series)))
     JOIN domestik.host h ON ((h.id = t.host)));


--
-- Name: reader; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.reader (
    role text NOT NULL,
    password text
);


--
-- Name: run; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.run (
    host integer NOT NULL,
    script text NOT NULL,
    probe text NOT NULL,
    outcome text NOT NULL,
    error text,
    "time" timestamp with time zone NOT NULL,
    micros bigint NOT NULL
);


--
-- Name: said; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.said (
    host integer NOT NULL,
    probe integer NOT NULL,
    description text,
    columns integer NOT NULL
);


--
-- Name: version; Type: TABLE; Schema: domestik; Owner: -
--

CREATE TABLE domestik.version (
    number integer NOT NULL
);


--
-- Data for Name: access_audit; Type: TABLE DATA; Schema: domestik; Owner: -
--



--
-- Data for Name: access_changes; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.access_changes VALUES (1);


--
-- Data for Name: access_enrolment; Type: TABLE DATA; Schema: domestik; Owner: -
--



--
-- Data for Name: access_session; Type: TABLE DATA; Schema: domestik; Owner: -
--



--
-- Data for Name: access_token; Type: TABLE DATA; Schema: domestik; Owner: -
--



--
-- Data for Name: access_user; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.access_user VALUES ('ada', 'admin', 'hash', '2026-11-22 10:00:00+00', NULL);


--
-- Data for Name: book; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 04:00:00+00', 2);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 22:00:00+00', 1);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 00:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 04:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 07:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 15:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 22:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 00:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 19:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 18:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 01:00:00+00', 2);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 09:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 00:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 04:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 12:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 01:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 07:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 03:00:00+00', 2);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 03:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 21:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 06:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 09:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 09:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 16:00:00+00', 1);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 04:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 07:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 12:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 10:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 01:00:00+00', 1);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 02:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 03:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 13:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 06:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 00:00:00+00', 2);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 19:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 21:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 18:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 13:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 02:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 10:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 16:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 03:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-03 06:00:00+00', 1);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 01:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 10:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-02 15:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-14 21:20:00+00', 3);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 07:00:00+00', 3);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 00:00:00+00', 3);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 00:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 07:00:00+00', 8);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 08:00:00+00', 9);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 03:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 09:00:00+00', 8);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 04:00:00+00', 1);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 02:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 10:00:00+00', 5);
INSERT INTO domestik.book VALUES (3, 1, '2026-11-01 01:00:00+00', 1);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 01:00:00+00', 9);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 03:00:00+00', 4);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 00:00:00+00', 9);
INSERT INTO domestik.book VALUES (2, 1, '2026-11-01 02:00:00+00', 8);


--
-- Data for Name: buckets_load; Type: TABLE DATA; Schema: domestik; Owner: -
--



--
-- Data for Name: buckets_process_tracking; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 01:00:00+00', '2026-11-01 02:00:00+00', 2, 401, 401, 802, 2, '2026-11-01 01:00:33+00', '2026-11-01 01:00:33+00', 136, 136, 272, 2, '2026-11-01 01:00:33+00', '2026-11-01 01:00:33+00', 537, 537, 1074, 2, '2026-11-01 01:00:33+00', '2026-11-01 01:00:33+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 02:00:00+00', '2026-11-01 03:00:00+00', 1, 402, 402, 402, 1, '2026-11-01 02:00:33+00', '2026-11-01 02:00:33+00', 136, 136, 136, 1, '2026-11-01 02:00:33+00', '2026-11-01 02:00:33+00', 538, 538, 538, 1, '2026-11-01 02:00:33+00', '2026-11-01 02:00:33+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 03:00:00+00', '2026-11-01 04:00:00+00', 2, 402, 403, 805, 2, '2026-11-01 03:00:00+00', '2026-11-01 03:00:33+00', 136, 136, 272, 2, '2026-11-01 03:00:00+00', '2026-11-01 03:00:00+00', 538, 539, 1077, 2, '2026-11-01 03:00:00+00', '2026-11-01 03:00:33+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 04:00:00+00', '2026-11-01 05:00:00+00', 2, 403, 404, 807, 2, '2026-11-01 04:30:00+00', '2026-11-01 04:00:33+00', 136, 136, 272, 2, '2026-11-01 04:00:33+00', '2026-11-01 04:00:33+00', 539, 540, 1079, 2, '2026-11-01 04:30:00+00', '2026-11-01 04:00:33+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 06:00:00+00', '2026-11-01 07:00:00+00', 1, 404, 404, 404, 1, '2026-11-01 06:00:00+00', '2026-11-01 06:00:00+00', 136, 136, 136, 1, '2026-11-01 06:00:00+00', '2026-11-01 06:00:00+00', 540, 540, 540, 1, '2026-11-01 06:00:00+00', '2026-11-01 06:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 12:00:00+00', '2026-11-01 13:00:00+00', 1, 408, 408, 408, 1, '2026-11-01 12:00:00+00', '2026-11-01 12:00:00+00', 136, 136, 136, 1, '2026-11-01 12:00:00+00', '2026-11-01 12:00:00+00', 544, 544, 544, 1, '2026-11-01 12:00:00+00', '2026-11-01 12:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 13:00:00+00', '2026-11-01 14:00:00+00', 1, 409, 409, 409, 1, '2026-11-01 13:30:00+00', '2026-11-01 13:30:00+00', 136, 136, 136, 1, '2026-11-01 13:30:00+00', '2026-11-01 13:30:00+00', 545, 545, 545, 1, '2026-11-01 13:30:00+00', '2026-11-01 13:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 15:00:00+00', '2026-11-01 16:00:00+00', 1, 410, 410, 410, 1, '2026-11-01 15:00:00+00', '2026-11-01 15:00:00+00', 136, 136, 136, 1, '2026-11-01 15:00:00+00', '2026-11-01 15:00:00+00', 546, 546, 546, 1, '2026-11-01 15:00:00+00', '2026-11-01 15:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 16:00:00+00', '2026-11-01 17:00:00+00', 1, 411, 411, 411, 1, '2026-11-01 16:30:00+00', '2026-11-01 16:30:00+00', 136, 136, 136, 1, '2026-11-01 16:30:00+00', '2026-11-01 16:30:00+00', 547, 547, 547, 1, '2026-11-01 16:30:00+00', '2026-11-01 16:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 18:00:00+00', '2026-11-01 19:00:00+00', 1, 412, 412, 412, 1, '2026-11-01 18:00:00+00', '2026-11-01 18:00:00+00', 136, 136, 136, 1, '2026-11-01 18:00:00+00', '2026-11-01 18:00:00+00', 548, 548, 548, 1, '2026-11-01 18:00:00+00', '2026-11-01 18:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 19:00:00+00', '2026-11-01 20:00:00+00', 1, 413, 413, 413, 1, '2026-11-01 19:30:00+00', '2026-11-01 19:30:00+00', 136, 136, 136, 1, '2026-11-01 19:30:00+00', '2026-11-01 19:30:00+00', 549, 549, 549, 1, '2026-11-01 19:30:00+00', '2026-11-01 19:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 21:00:00+00', '2026-11-01 22:00:00+00', 1, 414, 414, 414, 1, '2026-11-01 21:00:00+00', '2026-11-01 21:00:00+00', 136, 136, 136, 1, '2026-11-01 21:00:00+00', '2026-11-01 21:00:00+00', 550, 550, 550, 1, '2026-11-01 21:00:00+00', '2026-11-01 21:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 22:00:00+00', '2026-11-01 23:00:00+00', 1, 415, 415, 415, 1, '2026-11-01 22:30:00+00', '2026-11-01 22:30:00+00', 136, 136, 136, 1, '2026-11-01 22:30:00+00', '2026-11-01 22:30:00+00', 551, 551, 551, 1, '2026-11-01 22:30:00+00', '2026-11-01 22:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 00:00:00+00', '2026-11-02 01:00:00+00', 1, 416, 416, 416, 1, '2026-11-02 00:00:00+00', '2026-11-02 00:00:00+00', 136, 136, 136, 1, '2026-11-02 00:00:00+00', '2026-11-02 00:00:00+00', 552, 552, 552, 1, '2026-11-02 00:00:00+00', '2026-11-02 00:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 01:00:00+00', '2026-11-02 02:00:00+00', 1, 417, 417, 417, 1, '2026-11-02 01:30:00+00', '2026-11-02 01:30:00+00', 136, 136, 136, 1, '2026-11-02 01:30:00+00', '2026-11-02 01:30:00+00', 553, 553, 553, 1, '2026-11-02 01:30:00+00', '2026-11-02 01:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 03:00:00+00', '2026-11-02 04:00:00+00', 1, 418, 418, 418, 1, '2026-11-02 03:00:00+00', '2026-11-02 03:00:00+00', 136, 136, 136, 1, '2026-11-02 03:00:00+00', '2026-11-02 03:00:00+00', 554, 554, 554, 1, '2026-11-02 03:00:00+00', '2026-11-02 03:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 04:00:00+00', '2026-11-02 05:00:00+00', 1, 419, 419, 419, 1, '2026-11-02 04:30:00+00', '2026-11-02 04:30:00+00', 136, 136, 136, 1, '2026-11-02 04:30:00+00', '2026-11-02 04:30:00+00', 555, 555, 555, 1, '2026-11-02 04:30:00+00', '2026-11-02 04:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 06:00:00+00', '2026-11-02 07:00:00+00', 1, 420, 420, 420, 1, '2026-11-02 06:00:00+00', '2026-11-02 06:00:00+00', 136, 136, 136, 1, '2026-11-02 06:00:00+00', '2026-11-02 06:00:00+00', 556, 556, 556, 1, '2026-11-02 06:00:00+00', '2026-11-02 06:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 07:00:00+00', '2026-11-02 08:00:00+00', 1, 421, 421, 421, 1, '2026-11-02 07:30:00+00', '2026-11-02 07:30:00+00', 136, 136, 136, 1, '2026-11-02 07:30:00+00', '2026-11-02 07:30:00+00', 557, 557, 557, 1, '2026-11-02 07:30:00+00', '2026-11-02 07:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 09:00:00+00', '2026-11-02 10:00:00+00', 1, 422, 422, 422, 1, '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 136, 136, 136, 1, '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 558, 558, 558, 1, '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 10:00:00+00', '2026-11-02 11:00:00+00', 1, 423, 423, 423, 1, '2026-11-02 10:30:00+00', '2026-11-02 10:30:00+00', 136, 136, 136, 1, '2026-11-02 10:30:00+00', '2026-11-02 10:30:00+00', 559, 559, 559, 1, '2026-11-02 10:30:00+00', '2026-11-02 10:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 12:00:00+00', '2026-11-02 13:00:00+00', 1, 424, 424, 424, 1, '2026-11-02 12:00:00+00', '2026-11-02 12:00:00+00', 136, 136, 136, 1, '2026-11-02 12:00:00+00', '2026-11-02 12:00:00+00', 560, 560, 560, 1, '2026-11-02 12:00:00+00', '2026-11-02 12:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 13:00:00+00', '2026-11-02 14:00:00+00', 1, 425, 425, 425, 1, '2026-11-02 13:30:00+00', '2026-11-02 13:30:00+00', 136, 136, 136, 1, '2026-11-02 13:30:00+00', '2026-11-02 13:30:00+00', 561, 561, 561, 1, '2026-11-02 13:30:00+00', '2026-11-02 13:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 15:00:00+00', '2026-11-02 16:00:00+00', 1, 426, 426, 426, 1, '2026-11-02 15:00:00+00', '2026-11-02 15:00:00+00', 136, 136, 136, 1, '2026-11-02 15:00:00+00', '2026-11-02 15:00:00+00', 562, 562, 562, 1, '2026-11-02 15:00:00+00', '2026-11-02 15:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 09:00:00+00', '2026-11-01 10:00:00+00', 9, 406, 424, 3770, 9, '2026-11-01 09:00:00+00', '2026-11-01 09:53:00+00', 136, 136, 1224, 9, '2026-11-01 09:00:00+00', '2026-11-01 09:00:00+00', 542, 560, 4994, 9, '2026-11-01 09:00:00+00', '2026-11-01 09:53:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 10:00:00+00', '2026-11-01 11:00:00+00', 6, 407, 429, 2542, 6, '2026-11-01 10:30:00+00', '2026-11-01 10:28:00+00', 136, 136, 816, 6, '2026-11-01 10:00:00+00', '2026-11-01 10:00:00+00', 543, 565, 3358, 6, '2026-11-01 10:30:00+00', '2026-11-01 10:28:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 16:00:00+00', '2026-11-02 17:00:00+00', 1, 427, 427, 427, 1, '2026-11-02 16:30:00+00', '2026-11-02 16:30:00+00', 136, 136, 136, 1, '2026-11-02 16:30:00+00', '2026-11-02 16:30:00+00', 563, 563, 563, 1, '2026-11-02 16:30:00+00', '2026-11-02 16:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 18:00:00+00', '2026-11-02 19:00:00+00', 1, 428, 428, 428, 1, '2026-11-02 18:00:00+00', '2026-11-02 18:00:00+00', 136, 136, 136, 1, '2026-11-02 18:00:00+00', '2026-11-02 18:00:00+00', 564, 564, 564, 1, '2026-11-02 18:00:00+00', '2026-11-02 18:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 19:00:00+00', '2026-11-02 20:00:00+00', 1, 429, 429, 429, 1, '2026-11-02 19:30:00+00', '2026-11-02 19:30:00+00', 136, 136, 136, 1, '2026-11-02 19:30:00+00', '2026-11-02 19:30:00+00', 565, 565, 565, 1, '2026-11-02 19:30:00+00', '2026-11-02 19:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 21:00:00+00', '2026-11-02 22:00:00+00', 1, 430, 430, 430, 1, '2026-11-02 21:00:00+00', '2026-11-02 21:00:00+00', 136, 136, 136, 1, '2026-11-02 21:00:00+00', '2026-11-02 21:00:00+00', 566, 566, 566, 1, '2026-11-02 21:00:00+00', '2026-11-02 21:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-02 22:00:00+00', '2026-11-02 23:00:00+00', 1, 431, 431, 431, 1, '2026-11-02 22:30:00+00', '2026-11-02 22:30:00+00', 136, 136, 136, 1, '2026-11-02 22:30:00+00', '2026-11-02 22:30:00+00', 567, 567, 567, 1, '2026-11-02 22:30:00+00', '2026-11-02 22:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 00:00:00+00', '2026-11-03 01:00:00+00', 1, 432, 432, 432, 1, '2026-11-03 00:00:00+00', '2026-11-03 00:00:00+00', 136, 136, 136, 1, '2026-11-03 00:00:00+00', '2026-11-03 00:00:00+00', 568, 568, 568, 1, '2026-11-03 00:00:00+00', '2026-11-03 00:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 01:00:00+00', '2026-11-03 02:00:00+00', 1, 433, 433, 433, 1, '2026-11-03 01:30:00+00', '2026-11-03 01:30:00+00', 136, 136, 136, 1, '2026-11-03 01:30:00+00', '2026-11-03 01:30:00+00', 569, 569, 569, 1, '2026-11-03 01:30:00+00', '2026-11-03 01:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 03:00:00+00', '2026-11-03 04:00:00+00', 1, 434, 434, 434, 1, '2026-11-03 03:00:00+00', '2026-11-03 03:00:00+00', 136, 136, 136, 1, '2026-11-03 03:00:00+00', '2026-11-03 03:00:00+00', 570, 570, 570, 1, '2026-11-03 03:00:00+00', '2026-11-03 03:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 04:00:00+00', '2026-11-03 05:00:00+00', 1, 435, 435, 435, 1, '2026-11-03 04:30:00+00', '2026-11-03 04:30:00+00', 136, 136, 136, 1, '2026-11-03 04:30:00+00', '2026-11-03 04:30:00+00', 571, 571, 571, 1, '2026-11-03 04:30:00+00', '2026-11-03 04:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 06:00:00+00', '2026-11-03 07:00:00+00', 1, 436, 436, 436, 1, '2026-11-03 06:00:00+00', '2026-11-03 06:00:00+00', 136, 136, 136, 1, '2026-11-03 06:00:00+00', '2026-11-03 06:00:00+00', 572, 572, 572, 1, '2026-11-03 06:00:00+00', '2026-11-03 06:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 07:00:00+00', '2026-11-03 08:00:00+00', 1, 437, 437, 437, 1, '2026-11-03 07:30:00+00', '2026-11-03 07:30:00+00', 136, 136, 136, 1, '2026-11-03 07:30:00+00', '2026-11-03 07:30:00+00', 573, 573, 573, 1, '2026-11-03 07:30:00+00', '2026-11-03 07:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 09:00:00+00', '2026-11-03 10:00:00+00', 1, 438, 438, 438, 1, '2026-11-03 09:00:00+00', '2026-11-03 09:00:00+00', 136, 136, 136, 1, '2026-11-03 09:00:00+00', '2026-11-03 09:00:00+00', 574, 574, 574, 1, '2026-11-03 09:00:00+00', '2026-11-03 09:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-03 10:00:00+00', '2026-11-03 11:00:00+00', 1, 439, 439, 439, 1, '2026-11-03 10:30:00+00', '2026-11-03 10:30:00+00', 136, 136, 136, 1, '2026-11-03 10:30:00+00', '2026-11-03 10:30:00+00', 575, 575, 575, 1, '2026-11-03 10:30:00+00', '2026-11-03 10:30:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 00:00:00+00', '2026-11-01 01:00:00+00', 5, 0, 400, 800, 3, '2026-11-01 00:00:00+00', '2026-11-01 00:00:00+00', 136, 136, 272, 2, '2026-11-01 00:00:00+00', '2026-11-01 00:00:00+00', 0, 536, 1072, 3, '2026-11-01 00:00:00+00', '2026-11-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-14 21:20:00+00', '2026-11-14 21:35:00+00', 3, 0, 0, 0, 1, '2026-11-14 21:20:00+00', '2026-11-14 21:20:00+00', NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0, 1, '2026-11-14 21:20:00+00', '2026-11-14 21:20:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 07:00:00+00', '2026-11-01 08:00:00+00', 12, 20, 407, 3653, 10, '2026-11-01 07:00:00+00', '2026-11-01 07:54:00+00', 136, 136, 1224, 9, '2026-11-01 07:05:00+00', '2026-11-01 07:05:00+00', 20, 543, 4877, 10, '2026-11-01 07:00:00+00', '2026-11-01 07:54:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 2, '2026-11-01 08:00:00+00', '2026-11-01 09:00:00+00', 9, 408, 416, 3708, 9, '2026-11-01 08:01:00+00', '2026-11-01 08:57:00+00', 136, 136, 1224, 9, '2026-11-01 08:01:00+00', '2026-11-01 08:01:00+00', 544, 552, 4932, 9, '2026-11-01 08:01:00+00', '2026-11-01 08:57:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (3, 3, '2026-11-01 00:00:00+00', '2026-11-01 01:00:00+00', 2, 400, 400, 800, 2, '2026-11-01 00:00:30+00', '2026-11-01 00:00:30+00', 136, 136, 272, 2, '2026-11-01 00:00:30+00', '2026-11-01 00:00:30+00', 536, 536, 1072, 2, '2026-11-01 00:00:30+00', '2026-11-01 00:00:30+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (3, 3, '2026-11-01 01:00:00+00', '2026-11-01 02:00:00+00', 2, 401, 401, 802, 2, '2026-11-01 01:00:30+00', '2026-11-01 01:00:30+00', 136, 136, 272, 2, '2026-11-01 01:00:30+00', '2026-11-01 01:00:30+00', 537, 537, 1074, 2, '2026-11-01 01:00:30+00', '2026-11-01 01:00:30+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (3, 3, '2026-11-01 02:00:00+00', '2026-11-01 03:00:00+00', 2, 402, 402, 804, 2, '2026-11-01 02:00:30+00', '2026-11-01 02:00:30+00', 136, 136, 272, 2, '2026-11-01 02:00:30+00', '2026-11-01 02:00:30+00', 538, 538, 1076, 2, '2026-11-01 02:00:30+00', '2026-11-01 02:00:30+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (3, 3, '2026-11-01 03:00:00+00', '2026-11-01 04:00:00+00', 2, 403, 403, 806, 2, '2026-11-01 03:00:30+00', '2026-11-01 03:00:30+00', 136, 136, 272, 2, '2026-11-01 03:00:30+00', '2026-11-01 03:00:30+00', 539, 539, 1078, 2, '2026-11-01 03:00:30+00', '2026-11-01 03:00:30+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (3, 3, '2026-11-01 04:00:00+00', '2026-11-01 05:00:00+00', 2, 404, 404, 808, 2, '2026-11-01 04:00:30+00', '2026-11-01 04:00:30+00', 136, 136, 272, 2, '2026-11-01 04:00:30+00', '2026-11-01 04:00:30+00', 540, 540, 1080, 2, '2026-11-01 04:00:30+00', '2026-11-01 04:00:30+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO domestik.buckets_process_tracking VALUES (2, 4, '2026-11-01 00:00:00+00', '2026-11-01 01:00:00+00', 9, 400, 408, 3636, 9, '2026-11-01 00:00:00+00', '2026-11-01 00:56:00+00', 136, 136, 1224, 9, '2026-11-01 00:00:00+00', '2026-11-01 00:00:00+00', 536, 544, 4860, 9, '2026-11-01 00:00:00+00', '2026-11-01 00:56:00+00', NULL, NULL, NULL, 0, NULL, NULL, 800, 816, 7272, 9, '2026-11-01 00:00:00+00', '2026-11-01 00:56:00+00');
INSERT INTO domestik.buckets_process_tracking VALUES (2, 4, '2026-11-01 01:00:00+00', '2026-11-01 02:00:00+00', 9, 409, 417, 3717, 9, '2026-11-01 01:03:00+00', '2026-11-01 01:59:00+00', 136, 136, 1224, 9, '2026-11-01 01:03:00+00', '2026-11-01 01:03:00+00', 545, 553, 4941, 9, '2026-11-01 01:03:00+00', '2026-11-01 01:59:00+00', NULL, NULL, NULL, 0, NULL, NULL, 818, 834, 7434, 9, '2026-11-01 01:03:00+00', '2026-11-01 01:59:00+00');
INSERT INTO domestik.buckets_process_tracking VALUES (2, 4, '2026-11-01 02:00:00+00', '2026-11-01 03:00:00+00', 8, 418, 425, 3372, 8, '2026-11-01 02:06:00+00', '2026-11-01 02:55:00+00', 136, 136, 1088, 8, '2026-11-01 02:06:00+00', '2026-11-01 02:06:00+00', 554, 561, 4460, 8, '2026-11-01 02:06:00+00', '2026-11-01 02:55:00+00', NULL, NULL, NULL, 0, NULL, NULL, 836, 850, 6744, 8, '2026-11-01 02:06:00+00', '2026-11-01 02:55:00+00');
INSERT INTO domestik.buckets_process_tracking VALUES (2, 4, '2026-11-01 03:00:00+00', '2026-11-01 04:00:00+00', 4, 426, 429, 1710, 4, '2026-11-01 03:02:00+00', '2026-11-01 03:23:00+00', 136, 136, 544, 4, '2026-11-01 03:02:00+00', '2026-11-01 03:02:00+00', 562, 565, 2254, 4, '2026-11-01 03:02:00+00', '2026-11-01 03:23:00+00', NULL, NULL, NULL, 0, NULL, NULL, 852, 858, 3420, 4, '2026-11-01 03:02:00+00', '2026-11-01 03:23:00+00');


--
-- Data for Name: conflict; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.conflict VALUES (2, '6f1c0000-0000-4000-8000-000000000001', 3, 'e7b639e04edaa5cc');


--
-- Data for Name: delivery; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.delivery VALUES (2, '6f1c0000-0000-4000-8000-000000000001', 1, 5, '5daafab88789cfd2c3b71460c79f549839cb672da8565c7dc461a15ddf26791b81393e16b5773589');
INSERT INTO domestik.delivery VALUES (2, '6f1c0000-0000-4000-8000-000000000001', 7, 7, 'b45ce3307191d4bc');
INSERT INTO domestik.delivery VALUES (3, '6f1c0000-0000-4000-8000-000000000001', 0, 1, 'fa3b1224bc5643320e9992539f3cf829');
INSERT INTO domestik.delivery VALUES (2, '6f1c0000-0000-4000-8000-000000000001', 6, 6, 'fec11d692b73319c');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 0, 0, '67c94ebaa26ea725');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 1, 1, '922b1ff09a3e268d');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 2, 2, '0881aecdddadaeec');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 3, 3, 'ad30872217665a8f');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 4, 4, '8cb0211cbbf2b3f4');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 5, 5, '23b433b2dc769630');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 6, 6, '51ba769f56bec9ca');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 7, 7, 'd908ad69d80a45a8');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 8, 8, '2fe2ed7080a715c2');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 9, 9, 'f6036bf9a721579d');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 10, 10, '068a669e68a9409f');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 11, 11, 'a9a86f068a0f3870');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 12, 12, '096363b730612a02');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 13, 13, '37dc79d76570db14');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 14, 14, 'e72a05e4f5e684d2');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 15, 15, '2f10a9a0d01f95fd');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 16, 16, '9b5a0d6e8497f381');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 17, 17, '4c01cc0c11af90d1');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 18, 18, '3befeb60de0a2827');
INSERT INTO domestik.delivery VALUES (4, '6f1c0000-0000-4000-8000-000000000001', 19, 19, '4b933749211861c0');


--
-- Data for Name: epoch; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.epoch VALUES (6);


--
-- Data for Name: host; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.host VALUES (2, 'here', NULL);
INSERT INTO domestik.host VALUES (3, 'there', NULL);
INSERT INTO domestik.host VALUES (4, 'late', NULL);


--
-- Data for Name: ledger; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.ledger VALUES (2, 1, 1, 0, '2026-11-22 10:00:00+00', 498706);
INSERT INTO domestik.ledger VALUES (2, 1, 5, 0, '2026-11-22 09:59:03+00', 498705);
INSERT INTO domestik.ledger VALUES (3, 1, 1, 0, '2026-11-22 10:00:00+00', 498706);
INSERT INTO domestik.ledger VALUES (3, 1, 10, 0, '2026-11-22 09:59:01+00', 498705);
INSERT INTO domestik.ledger VALUES (3, 1, 10, 0, '2026-11-01 04:00:31+00', NULL);
INSERT INTO domestik.ledger VALUES (2, 1, 124, 40, '2026-11-14 21:20:00+00', NULL);
INSERT INTO domestik.ledger VALUES (2, 1, 4, 0, '2026-11-01 03:23:00+00', 498195);
INSERT INTO domestik.ledger VALUES (2, 1, 8, 0, '2026-11-01 02:55:00+00', 498194);
INSERT INTO domestik.ledger VALUES (2, 1, 9, 0, '2026-11-01 00:56:00+00', 498192);
INSERT INTO domestik.ledger VALUES (2, 1, 9, 0, '2026-11-01 01:59:00+00', 498193);
INSERT INTO domestik.ledger VALUES (2, 1, 3, 0, '2026-11-22 10:00:00+00', 498706);
INSERT INTO domestik.ledger VALUES (2, 1, -4, 0, NULL, 498195);
INSERT INTO domestik.ledger VALUES (2, 1, -8, 0, NULL, 498194);
INSERT INTO domestik.ledger VALUES (2, 1, -9, 0, NULL, 498192);
INSERT INTO domestik.ledger VALUES (2, 1, -9, 0, NULL, 498193);
INSERT INTO domestik.ledger VALUES (2, 1, 30, 0, NULL, NULL);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:00:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:01:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:02:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:03:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:04:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:05:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:06:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:07:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:08:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:09:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:10:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:11:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:12:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:13:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:14:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:15:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:16:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:17:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:18:00+00', 498705);
INSERT INTO domestik.ledger VALUES (4, 2, 1, 0, '2026-11-22 09:19:00+00', 498705);


--
-- Data for Name: live_load; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:00:00+00', 0);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:01:00+00', 0.25);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:02:00+00', 0.5);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:03:00+00', 0.75);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:04:00+00', 1);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:05:00+00', 1.25);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:06:00+00', 1.5);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:07:00+00', 1.75);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:08:00+00', 2);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:09:00+00', 2.25);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:10:00+00', 2.5);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:11:00+00', 2.75);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:12:00+00', 3);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:13:00+00', 3.25);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:14:00+00', 3.5);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:15:00+00', 3.75);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:16:00+00', 4);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:17:00+00', 4.25);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:18:00+00', 4.5);
INSERT INTO domestik.live_load VALUES (4, 1, '2026-11-22 09:19:00+00', 4.75);


--
-- Data for Name: live_process_tracking; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.live_process_tracking VALUES (2, 2, '2026-11-22 09:51:03+00', 1, 4, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 2, '2026-11-22 09:50:03+00', 0, 3, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 2, '2026-11-22 09:53:03+00', 3, 6, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 2, '2026-11-22 09:52:03+00', 2, 5, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 2, '2026-11-22 09:59:03+00', 9, 12, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 2, '2026-11-22 10:00:00+00', 476, 139, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:50:00+00', 0, 0, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:52:00+00', 2, 2, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:51:00+00', 1, 1, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:53:00+00', 3, 3, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:59:00+00', 9, 9, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:51:01+00', 1, 2, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:50:01+00', 0, 1, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:53:01+00', 3, 4, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:52:01+00', 2, 3, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 09:59:01+00', 9, 10, NULL);
INSERT INTO domestik.live_process_tracking VALUES (3, 3, '2026-11-22 10:00:00+00', 476, 137, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 5, '2026-11-22 10:00:00+00', 400, 136, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 5, '2026-11-22 10:01:00+00', 401, 136, NULL);
INSERT INTO domestik.live_process_tracking VALUES (2, 5, '2026-11-22 10:02:00+00', 402, 136, NULL);


--
-- Data for Name: probe; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.probe VALUES (1, 'process_tracking', '{"name":"process_tracking","key":["process"],"values":[{"name":"data","type":"integer","unit":"kB"},{"name":"stack","type":"integer","unit":"kB"},{"name":"rss","type":"integer"}],"derived":[{"name":"used","expression":"data + stack"},{"name":"twice","expression":"2 * data"}],"graph":[{"style":"lines","base":1000}]}', NULL);
INSERT INTO domestik.probe VALUES (2, 'load', '{"name":"load","values":[{"name":"one","type":"real"}],"graph":[{"style":"lines","base":1000}],"inferred":true}', NULL);


--
-- Data for Name: reader; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.reader VALUES ('domestik_reader_5', 'bec2faa2e43e2379a961c44e82b393bdbb69963a40f81547f84840796f6846c5');


--
-- Data for Name: run; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.run VALUES (2, 'a.lua', 'process_tracking', 'ok', NULL, '2026-11-22 10:00:00+00', 7);
INSERT INTO domestik.run VALUES (3, 'a.lua', 'process_tracking', 'ok', NULL, '2026-11-22 10:00:00+00', 7);


--
-- Data for Name: said; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.said VALUES (2, 1, NULL, 2);


--
-- Data for Name: series_load; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.series_load VALUES (1, 4);


--
-- Data for Name: series_process_tracking; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.series_process_tracking VALUES (2, 2, 'p');
INSERT INTO domestik.series_process_tracking VALUES (3, 3, 'q');
INSERT INTO domestik.series_process_tracking VALUES (4, 2, 'r');
INSERT INTO domestik.series_process_tracking VALUES (5, 2, 's');


--
-- Data for Name: version; Type: TABLE DATA; Schema: domestik; Owner: -
--

INSERT INTO domestik.version VALUES (2);


--
-- Name: i_book; Type: INDEX; Schema: domestik; Owner: -
--

CREATE INDEX i_book ON domestik.book USING btree (host, probe, sample_time);


--
-- Name: i_buckets_load; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_buckets_load ON domestik.buckets_load USING btree (host, series, sample_time);


--
-- Name: i_buckets_process_tracking; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_buckets_process_tracking ON domestik.buckets_process_tracking USING btree (host, series, sample_time);


--
-- Name: i_conflict; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_conflict ON domestik.conflict USING btree (host, boot, sequence, digest);


--
-- Name: i_delivery; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_delivery ON domestik.delivery USING btree (host, boot, first);


--
-- Name: i_host; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_host ON domestik.host USING btree (name);


--
-- Name: i_ledger; Type: INDEX; Schema: domestik; Owner: -
--

CREATE INDEX i_ledger ON domestik.ledger USING btree (host, probe);


--
-- Name: i_live_load; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_live_load ON domestik.live_load USING btree (host, series, sample_time);


--
-- Name: i_live_process_tracking; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_live_process_tracking ON domestik.live_process_tracking USING btree (host, series, sample_time);


--
-- Name: i_probe; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_probe ON domestik.probe USING btree (name);


--
-- Name: i_run; Type: INDEX; Schema: domestik; Owner: -
--

CREATE INDEX i_run ON domestik.run USING btree (host, script);


--
-- Name: i_said; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_said ON domestik.said USING btree (host, probe);


--
-- Name: i_series_load; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_series_load ON domestik.series_load USING btree (host);


--
-- Name: i_series_process_tracking; Type: INDEX; Schema: domestik; Owner: -
--

CREATE UNIQUE INDEX i_series_process_tracking ON domestik.series_process_tracking USING btree (host, process);


--
-- PostgreSQL database dump complete
--

\unrestrict nbbv7hn4SdNX2gi6gGqJIWL3nhacEFyo7b1fb8DplfgvN0MyhiOod7PQqUqnnkx

