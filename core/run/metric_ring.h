// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <bit>
#include <cassert>
#include <cstdint>
#include <memory>

namespace vitrine {

struct MetricPoint {
    std::int64_t step = 0, time = 0;
    double value = 0;
    std::int32_t metric = 0;
};

/// Bounded queue of metric points: any number of threads push, one pops, nobody takes a lock. Each slot carries a ticket that says
/// whether it is free for the push of this lap or full for the pop (D. Vyukov, "Bounded MPMC queue", 2010).
class MetricRing {
public:
    explicit MetricRing(std::size_t capacity) : m_mask(capacity - 1), m_slots(new Slot[capacity]) {
        assert(std::has_single_bit(capacity));
        for (std::size_t i = 0; i < capacity; ++i) m_slots[i].ticket.store(i, std::memory_order_relaxed);
    }

    /// False when the ring is full. `position` receives the number of points pushed before this one.
    bool push(const MetricPoint& point, std::uint64_t& position) {
        position = m_pushed.load(std::memory_order_relaxed);
        while (true) {
            Slot& slot = m_slots[position & m_mask];
            const std::uint64_t ticket = slot.ticket.load(std::memory_order_acquire);
            if (ticket == position) {
                if (!m_pushed.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) continue;
                slot.point = point;
                slot.ticket.store(position + 1, std::memory_order_release);
                return true;
            }
            if (ticket < position) return false;
            position = m_pushed.load(std::memory_order_relaxed);
        }
    }

    /// For the one reader.
    bool pop(MetricPoint& point) {
        Slot& slot = m_slots[m_popped & m_mask];
        if (slot.ticket.load(std::memory_order_acquire) != m_popped + 1) return false;
        point = slot.point;
        slot.ticket.store(m_popped + m_mask + 1, std::memory_order_release);
        ++m_popped;
        return true;
    }

    std::uint64_t pushed() const { return m_pushed.load(std::memory_order_acquire); }
    std::uint64_t popped() const { return m_popped; }  ///< For the one reader.

private:
    struct Slot {
        std::atomic<std::uint64_t> ticket;
        MetricPoint point;
    };
    const std::size_t m_mask;
    std::unique_ptr<Slot[]> m_slots;
    alignas(64) std::atomic<std::uint64_t> m_pushed = 0;
    alignas(64) std::uint64_t m_popped = 0;
};

}  // namespace vitrine
