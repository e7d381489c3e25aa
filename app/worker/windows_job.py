"""A Windows Job Object around one child: limits of memory and processor time, and no child outlives its parent."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

_EXTENDED_LIMIT_INFORMATION = 9
_LIMIT_PROCESS_TIME = 0x0002
_LIMIT_PROCESS_MEMORY = 0x0100
_LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400  # no "program stopped working" box of the system
_LIMIT_KILL_ON_JOB_CLOSE = 0x2000
_HUNDRED_NANOSECONDS = 10_000_000  # in a second
_PROCESS_SET_QUOTA_AND_TERMINATE = 0x0101


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    )


class _IoCounters(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_uint64)
        for name in (
            "ReadOperationCount",
            "WriteOperationCount",
            "OtherOperationCount",
            "ReadTransferCount",
            "WriteTransferCount",
            "OtherTransferCount",
        )
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", _IoCounters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class JobObject:
    """Holds a process; closing it ends the process."""

    def __init__(self, process_id: int, *, megabytes: int, cpu_seconds: int | None = None) -> None:
        if sys.platform != "win32":
            raise OSError("Job Objects are a thing of Windows")
        self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        self._kernel.CreateJobObjectW.restype = wintypes.HANDLE
        self._kernel.OpenProcess.restype = wintypes.HANDLE
        self._job: int | None = self._checked(self._kernel.CreateJobObjectW(None, None))
        try:
            self._set_limits(megabytes, cpu_seconds)
            self._take_in(process_id)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """End the process if it still runs, and give the handle back."""
        if self._job is not None:
            self._kernel.CloseHandle(wintypes.HANDLE(self._job))
            self._job = None

    def _set_limits(self, megabytes: int, cpu_seconds: int | None) -> None:
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = (
            _LIMIT_PROCESS_MEMORY | _LIMIT_DIE_ON_UNHANDLED_EXCEPTION | _LIMIT_KILL_ON_JOB_CLOSE
        )
        limits.ProcessMemoryLimit = megabytes * 1024 * 1024
        if cpu_seconds is not None:
            limits.BasicLimitInformation.LimitFlags |= _LIMIT_PROCESS_TIME
            limits.BasicLimitInformation.PerProcessUserTimeLimit = cpu_seconds * _HUNDRED_NANOSECONDS
        self._checked(
            self._kernel.SetInformationJobObject(
                wintypes.HANDLE(self._job),
                _EXTENDED_LIMIT_INFORMATION,
                ctypes.byref(limits),
                ctypes.sizeof(limits),
            )
        )

    def _take_in(self, process_id: int) -> None:
        process = self._checked(self._kernel.OpenProcess(_PROCESS_SET_QUOTA_AND_TERMINATE, False, process_id))
        try:
            self._checked(self._kernel.AssignProcessToJobObject(wintypes.HANDLE(self._job), wintypes.HANDLE(process)))
        finally:
            self._kernel.CloseHandle(wintypes.HANDLE(process))

    @staticmethod
    def _checked(result: int | None) -> int:
        if not result:
            error = getattr(ctypes, "WinError")(getattr(ctypes, "get_last_error")())  # noqa: B009
            raise error
        return result
